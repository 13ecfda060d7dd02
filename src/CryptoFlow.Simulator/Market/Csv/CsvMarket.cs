namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>
/// Real candles from a folder: <c>venue-folder/SYMBOL-interval[-note].csv[.gz]</c>. The venue folders are <c>binance-um</c>, <c>bybit-linear</c> and
/// <c>bitget-usdt-futures</c>. An interval without a file is rolled up from the shortest interval with a file.
/// </summary>
internal sealed class CsvMarket : ICandleSource
{
    private static readonly (Venue Venue, string Folder)[] Folders =
    [
        (Venue.Binance, "binance-um"),
        (Venue.Bybit, "bybit-linear"),
        (Venue.Bitget, "bitget-usdt-futures"),
    ];

    // By symbol, shortest interval first.
    private readonly Dictionary<(Venue Venue, string Symbol), List<FileSeries>> _files = [];

    public CsvMarket(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}' to read candles from.");

        foreach (var (venue, name) in Folders)
        {
            var venueFolder = Path.Combine(folder, name);
            if (Directory.Exists(venueFolder))
                Scan(venue, venueFolder);
        }
        if (_files.Count == 0)
            throw new InvalidDataException($"'{folder}' holds no candles: expected files such as binance-um/BTCUSDT-15m.csv.gz.");
        foreach (var series in _files.Values)
            series.Sort((a, b) => a.Interval.Milliseconds.CompareTo(b.Interval.Milliseconds));
    }

    /// <summary>The time up to which every symbol has candles, ms UTC.</summary>
    public long End => _files.Values.Min(f => f[0].End);

    public IReadOnlyList<string> Symbols(Venue venue) =>
        [.. _files.Keys.Where(k => k.Venue == venue).Select(k => k.Symbol).Order(StringComparer.Ordinal)];

    public ICandleSeries? Find(Venue venue, string symbol, Interval interval)
    {
        if (!_files.TryGetValue((venue, symbol), out var files))
            return null;
        var finest = files[0];
        if (files.Find(f => f.Interval == interval) is { } file)
            return new FormingFromFiner(file, finest);
        return interval.Milliseconds % finest.Interval.Milliseconds == 0
            ? new FormingFromFiner(new RolledUpSeries(interval, finest), finest)
            : null;
    }

    private void Scan(Venue venue, string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            var parts = name.Split('-', '.');
            if (!name.Contains(".csv", StringComparison.Ordinal) || !Interval.IsName(parts[1]))
                continue;

            var key = (venue, parts[0]);
            if (!_files.TryGetValue(key, out var files))
                _files.Add(key, files = []);
            files.Add(new FileSeries(Interval.Named(parts[1]), path));
        }
    }
}
