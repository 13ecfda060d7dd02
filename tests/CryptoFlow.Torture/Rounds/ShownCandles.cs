using System.Globalization;

namespace CryptoFlow.Torture.Rounds;

/// <summary>Every candle that any client saw, in an answer, in a push or in a read of the file, with all the values that were seen for it.</summary>
internal sealed class ShownCandles
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Symbol, int Minutes, long Time), List<Candle>> _shown = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _shown.Count;
        }
    }

    public void Add(SeriesKey series, IEnumerable<Candle> candles)
    {
        lock (_lock)
        {
            foreach (var candle in candles)
                AddOne(series.Instrument.StorageKey, series.Interval.Minutes, candle);
        }
    }

    /// <summary>Adds the record of a user's program. A last line that breaks off does not count.</summary>
    public void AddFile(string path)
    {
        if (!File.Exists(path))
            return;
        var text = File.ReadAllText(path);
        lock (_lock)
        {
            foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var f = line.Split('|');
                AddOne(f[0], int.Parse(f[1], CultureInfo.InvariantCulture), new Candle(
                    long.Parse(f[2], CultureInfo.InvariantCulture), Number(f[3]), Number(f[4]), Number(f[5]), Number(f[6]), Number(f[7]), Number(f[8]), Number(f[9]), Number(f[10]), long.Parse(f[11], CultureInfo.InvariantCulture)));
            }
        }

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The candles that clients saw and that are not in the file, or have other values there, if a revision by the exchange cannot explain the difference.
    /// </summary>
    /// <param name="file">The file, at the end of the round.</param>
    /// <param name="revisions">How many candles each exchange changed after its first answer; null: any number.</param>
    public List<string> Missing(ForeignConnection file, IReadOnlyDictionary<Exchange, int?> revisions)
    {
        var missing = new List<string>();
        var changed = new Dictionary<Exchange, List<string>>();
        lock (_lock)
        {
            foreach (var series in _shown.GroupBy(s => (s.Key.Symbol, s.Key.Minutes)))
            {
                var stored = StoredRows.Candles(file, series.Key.Minutes, series.Key.Symbol).ToDictionary(c => c.OpenTime);
                foreach (var (key, values) in series)
                {
                    if (!stored.TryGetValue(key.Time, out var now))
                        missing.Add($"{key}: shown as {values[0]}, not there");
                    else if (values.Find(v => v != now) is { OpenTime: > 0 } other)
                        Of(changed, key.Symbol).Add($"{key}: shown as {other}, is {now}");
                }
            }
        }

        foreach (var (exchange, what) in changed)
        {
            if (revisions.GetValueOrDefault(exchange, 0) is { } allowed && what.Count > allowed)
                missing.AddRange(what.Select(w => $"{w} ({exchange} has changed {allowed})"));
        }

        return missing;
    }

    private static List<string> Of(Dictionary<Exchange, List<string>> changed, string symbol)
    {
        var exchange = Instrument.TryParse(symbol, out var instrument) ? instrument.Exchange : throw new FormatException(symbol);
        return changed.TryGetValue(exchange, out var list) ? list : changed[exchange] = [];
    }

    private void AddOne(string symbol, int minutes, Candle candle)
    {
        var key = (symbol, minutes, candle.OpenTime);
        if (!_shown.TryGetValue(key, out var values))
            _shown[key] = [candle];
        else if (!values.Contains(candle))
            values.Add(candle);
    }
}
