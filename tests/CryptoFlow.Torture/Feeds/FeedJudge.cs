using System.Globalization;

namespace CryptoFlow.Torture.Feeds;

/// <summary>Holds what each client has put together against the commit log and the candles of the file.</summary>
internal sealed class FeedJudge
{
    /// <summary>The server leaves the values out of a commit with more candles (docs/http-api.md).</summary>
    private const int MostCandles = 100;

    private readonly List<(FeedEntry Entry, string Runs)> _log;
    private readonly Dictionary<(string Symbol, int Minutes, long Time), Candle> _stored = [];

    /// <param name="file">The file. No program writes it any more.</param>
    public FeedJudge(ForeignConnection file)
    {
        _log = file.Query(
            "SELECT number, epoch, symbol, ifnull(interval, 0), from_time, ifnull(runs, '') FROM commits ORDER BY number",
            row => (Entry(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4), row.GetString(5)), row.GetString(5)));
        foreach (var (symbol, minutes) in _log.Where(l => l.Entry.Minutes > 0).Select(l => (l.Entry.Symbol, l.Entry.Minutes)).Distinct())
        {
            foreach (var candle in StoredRows.Candles(file, minutes, symbol))
                _stored[(symbol, minutes, candle.OpenTime)] = candle;
        }
    }

    public int Commits => _log.Count;

    public int Steps => _log.Count(l => l.Entry.Minutes == 0);

    public int Large => _log.Count(l => l.Entry.Count > MostCandles);

    public int Epochs => _log.Select(l => l.Entry.Epoch).Distinct().Count();

    /// <summary>The first difference between a client and the log, in words; null if there is none.</summary>
    public string? Difference(FeedFollower client)
    {
        var journal = client.Journal;
        var due = _log.Where(l => l.Entry.Number > journal.Start && Concerns(client.Only, l.Entry)).ToList();
        for (var i = 0; i < Math.Max(due.Count, journal.Entries.Count); i++)
        {
            var (expected, got) = (i < due.Count ? due[i].Entry : null, i < journal.Entries.Count ? journal.Entries[i] : null);
            if (expected != got)
                return $"client {client.Number}, message {i} after {journal.Start}: got {got?.ToString() ?? "nothing"}; the log has {expected?.ToString() ?? "nothing"}";
        }

        var keys = new HashSet<(string, int, long)>();
        foreach (var (entry, runs) in due.Where(l => l.Entry.Minutes > 0))
        {
            if (entry.Count <= MostCandles)
                keys.UnionWith(Times(entry, runs).Select(time => (entry.Symbol, entry.Minutes, time)));
            else
                keys.RemoveWhere(k => k.Item1 == entry.Symbol && k.Item2 == entry.Minutes && k.Item3 >= entry.From && k.Item3 < entry.To);
        }

        if (keys.Count != journal.Candles.Count || !keys.SetEquals(journal.Candles.Keys))
            return $"client {client.Number} has {journal.Candles.Count} candles, the log {keys.Count}";
        var wrong = journal.Candles.Where(c => _stored.GetValueOrDefault(c.Key) != c.Value).Select(c => c.Key).ToList();
        return wrong.Count == 0 ? null : $"client {client.Number} has {wrong.Count} candles with other values than the file, the first {wrong[0]}";
    }

    private static bool Concerns(SeriesKey? only, FeedEntry entry) =>
        only is null || (entry.Symbol == only.Instrument.StorageKey && (entry.Minutes == 0 || entry.Minutes == only.Interval.Minutes));

    private static FeedEntry Entry(long number, long epoch, string symbol, int minutes, long from, string runs)
    {
        if (minutes == 0)
            return new FeedEntry(number, epoch, symbol, 0, 0, 0, 0);
        var entry = new FeedEntry(number, epoch, symbol, minutes, from, 0, 0);
        long[] times = [.. Times(entry, runs)];
        return entry with { From = times[0], To = times[^1] + new Interval(minutes).Milliseconds, Count = times.Length };
    }

    /// <summary>The open times of a commit: runs as "candles left out" and "candles of the run" (the table <c>commits</c>).</summary>
    private static IEnumerable<long> Times(FeedEntry entry, string runs)
    {
        // The judge reads the log by itself: a defect of the program's reading would otherwise excuse itself.
        var (at, step) = (entry.From, new Interval(entry.Minutes).Milliseconds);
        foreach (var run in runs.Split(','))
        {
            var parts = run.Split('+');
            at += long.Parse(parts[0], CultureInfo.InvariantCulture) * step;
            for (var left = long.Parse(parts[1], CultureInfo.InvariantCulture); left > 0; left--, at += step)
                yield return at;
        }
    }
}
