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
            "SELECT number, epoch, symbol, ifnull(interval, 0), from_time, ifnull(runs, ''), ifnull(deleted, '') FROM commits ORDER BY number",
            row => (Entry(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4), row.GetString(5), row.GetString(6)), row.GetString(5)));
        foreach (var (symbol, minutes) in _log.Where(l => l.Entry.Minutes > 0).Select(l => (l.Entry.Symbol, l.Entry.Minutes)).Distinct())
        {
            foreach (var candle in StoredRows.Candles(file, minutes, symbol))
                _stored[(symbol, minutes, candle.OpenTime)] = candle;
        }
    }

    public int Commits => _log.Count;

    public int Steps => _log.Count(l => l.Entry.Minutes == 0);

    public int Deletions => _log.Count(l => l.Entry.Deleted is not null);

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
            if (expected is null || got is null || !IsSame(expected, got, due[i].Runs))
                return $"client {client.Number}, message {i} after {journal.Start}: got {got?.ToString() ?? "nothing"}; the log has {expected?.ToString() ?? "nothing"}";
        }

        var keys = new HashSet<(string, int, long)>();
        foreach (var ((entry, runs), got) in due.Zip(journal.Entries).Where(l => l.First.Entry.Minutes > 0))
        {
            if (entry.Deleted is { } deleted)
                keys.RemoveWhere(k => k.Item1 == entry.Symbol && k.Item2 == entry.Minutes && deleted.Any(r => r.Contains(k.Item3)));

            // Of candles that were left out a later deletion is in the log, so that they do no harm here.
            else if (got.Count <= MostCandles)
                keys.UnionWith(Times(entry, runs).Select(time => (entry.Symbol, entry.Minutes, time)));
            else
                keys.RemoveWhere(k => k.Item1 == entry.Symbol && k.Item2 == entry.Minutes && k.Item3 >= got.From && k.Item3 < got.To);
        }

        if (keys.Count != journal.Candles.Count || !keys.SetEquals(journal.Candles.Keys))
            return $"client {client.Number} has {journal.Candles.Count} candles, the log {keys.Count}";
        var wrong = journal.Candles.Where(c => _stored.GetValueOrDefault(c.Key) != c.Value).Select(c => c.Key).ToList();
        return wrong.Count == 0 ? null : $"client {client.Number} has {wrong.Count} candles with other values than the file, the first {wrong[0]}";
    }

    /// <summary>Whether a client got the commit. A commit that is read from the log leaves out candles that were deleted since.</summary>
    private bool IsSame(FeedEntry expected, FeedEntry got, string runs)
    {
        if ((expected.Number, expected.Epoch, expected.Symbol, expected.Minutes) != (got.Number, got.Epoch, got.Symbol, got.Minutes))
            return false;
        if (expected.Deleted is { } deleted)
            return got.Deleted is { } ranges && ranges.SequenceEqual(deleted);
        if (got.Deleted is not null)
            return false;
        if (expected.Count == got.Count)
            return (expected.From, expected.To) == (got.From, got.To);
        var later = _log.Where(l => l.Entry is { Deleted: not null } e && e.Number > expected.Number && (e.Symbol, e.Minutes) == (expected.Symbol, expected.Minutes)).SelectMany(l => l.Entry.Deleted!).ToList();
        var mayBeGone = Times(expected, runs).Count(time => later.Exists(r => r.Contains(time)));
        return got.Count < expected.Count && got.Count >= expected.Count - mayBeGone && (got.Count == 0 || (got.From >= expected.From && got.To <= expected.To));
    }

    private static bool Concerns(SeriesKey? only, FeedEntry entry) =>
        only is null || (entry.Symbol == only.Instrument.StorageKey && (entry.Minutes == 0 || entry.Minutes == only.Interval.Minutes));

    private static FeedEntry Entry(long number, long epoch, string symbol, int minutes, long from, string runs, string deleted)
    {
        if (minutes == 0)
            return new FeedEntry(number, epoch, symbol, 0, 0, 0, 0);
        if (deleted.Length > 0)
            return new FeedEntry(number, epoch, symbol, minutes, 0, 0, 0, [.. Ranges(from, deleted)]);
        var entry = new FeedEntry(number, epoch, symbol, minutes, from, 0, 0);
        long[] times = [.. Times(entry, runs)];
        return entry with { From = times[0], To = times[^1] + new Interval(minutes).Milliseconds, Count = times.Length };
    }

    /// <summary>The ranges of a deletion: "ms before the range" and "ms of the range".</summary>
    private static IEnumerable<TimeRange> Ranges(long from, string text)
    {
        foreach (var run in text.Split(','))
        {
            var parts = run.Split('+');
            from += long.Parse(parts[0], CultureInfo.InvariantCulture);
            var range = new TimeRange(from, from + long.Parse(parts[1], CultureInfo.InvariantCulture));
            yield return range;
            from = range.To;
        }
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
