using System.Globalization;
using System.Runtime.CompilerServices;
using CryptoFlow.Errors;
using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Storage;

namespace CryptoFlow.Import;

/// <summary>
/// The rows of a file of the replaced system, in the order of their ids, table after table. A symbol is <c>BINANCE:BTCUSDT</c> in any case, or a bare
/// <c>btcusdt</c>. The user gives the exchange of bare symbols. A time is in s, ms or us; its magnitude shows the unit, as in a CSV file.
/// </summary>
public sealed class ReplacedRows : IImportSource
{
    /// <summary>Number of rows in one read. Each read is a transaction of its own.</summary>
    private const int PageSize = 5_000;

    private const int MostNamed = 5;

    /// <summary>Allowed difference of the stored sell volume from volume less buy volume, as a fraction of the volume: the noise of doubles.</summary>
    private const double SplitTolerance = 1e-6;

    private readonly IReplacedFile _file;
    private readonly long _now;
    private readonly Dictionary<string, Instrument?> _instruments;
    private readonly Dictionary<(Instrument, Interval), SeriesKey> _series = [];
    private double _share;

    /// <param name="file">The file. The caller closes it.</param>
    /// <param name="exchange">The exchange of symbols that name none, or null.</param>
    /// <param name="now">The present, ms UTC. A candle that ends later is not closed.</param>
    /// <exception cref="UserError">The file has symbols without an exchange, and the user has not named the exchange.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public ReplacedRows(IReplacedFile file, Exchange? exchange, long now)
    {
        (_file, _now) = (file, now);
        var symbols = file.ReadSymbols();
        _instruments = symbols.ToDictionary(s => s, s => InstrumentOf(s, exchange));
        var bare = symbols.Where(s => exchange is null && SymbolRules.TryNormalize(s, out _)).ToList();
        if (bare.Count > 0)
        {
            var named = string.Join(", ", bare.Take(MostNamed)) + (bare.Count > MostNamed ? $" and {bare.Count - MostNamed} more" : "");
            throw UserError.WrongUse($"The file has symbols without an exchange ({named}); say with --exchange whose they are: {string.Join(", ", ExchangeNames.All.Select(e => e.ToWireName()))}.");
        }
    }

    public double? Share => Volatile.Read(ref _share);

    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // The rows are read synchronously; without this the caller would wait for the first page.
        await Task.Yield();
        double all = Math.Max(1, _file.Tables.Sum(t => t.LastId));
        long before = 0;
        foreach (var table in _file.Tables)
        {
            for (var after = long.MinValue; ;)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = _file.Read(table.Interval, after, PageSize);
                foreach (var row in rows)
                    yield return RowOf(row, table.Interval);
                if (rows.IsEmpty)
                    break;
                after = rows[^1].Id;
                Volatile.Write(ref _share, Math.Clamp((before + after) / all, 0, 1));
            }

            before += table.LastId;
        }
    }

    private ImportRow RowOf(in ReplacedRow row, Interval interval)
    {
        var instrument = row.Symbol is { } text ? InstrumentOf(text) : null;
        if (instrument is null)
            return new ImportRow(row.Id, null, default, $"candles_{interval.Minutes}: the symbol '{Quote(row.Symbol)}' is no exchange and contract such as BINANCE:BTCUSDT");
        if (!_series.TryGetValue((instrument, interval), out var series))
            _series[(instrument, interval)] = series = new SeriesKey(instrument, interval);
        var defect = ReadCandle(row, series, out var candle) ?? candle.FindDefect(interval) ?? ClosedCandles.FindOpen(candle, interval, _now);
        return new ImportRow(row.Id, series, candle, defect is null ? null : $"{series}: {defect}");
    }

    /// <summary>Finds the instrument of a symbol, also of a symbol that was added after the file was opened.</summary>
    private Instrument? InstrumentOf(string text)
    {
        if (!_instruments.TryGetValue(text, out var instrument))
            _instruments[text] = instrument = InstrumentOf(text, null);
        return instrument;
    }

    private static Instrument? InstrumentOf(string text, Exchange? exchange) =>
        Instrument.TryParse(text, out var instrument) ? instrument
        : exchange is { } of && SymbolRules.TryNormalize(text, out var symbol) ? new Instrument(of, symbol)
        : null;

    private static string? ReadCandle(in ReplacedRow row, SeriesKey series, out Candle candle)
    {
        candle = default;
        if (row.Time is not { } value || !CsvTime.TryConvert(value, out var time, out var isWhole))
            return "the time is no time in s, ms or us since 1970";
        if (!isWhole)
            return "open time is off the grid";
        if (row is not { Open: { } open, High: { } high, Low: { } low, Close: { } close, Volume: { } volume })
            return "a price or the volume is not a number";
        candle = new Candle(time, open, high, low, close, volume, 0, 0, 0, 0);
        return series.Exchange == Exchange.Binance ? ReadTaker(row, ref candle) : null;
    }

    /// <summary>Only Binance sends trade count and taker volume. Sell volume and delta are computed again in decimal, as for every stored candle.</summary>
    private static string? ReadTaker(in ReplacedRow row, ref Candle candle)
    {
        candle = candle with { TradeCount = row.TradeCount ?? 0 };
        var (buy, sell, delta) = (row.BuyVolume ?? 0, row.SellVolume ?? 0, row.Delta ?? 0);
        if ((buy, sell, delta) == (0, 0, 0))
            return null;
        var tolerance = SplitTolerance * candle.Volume;
        if (!(Math.Abs(candle.Volume - buy - sell) <= tolerance && Math.Abs(buy - sell - delta) <= tolerance))
            return "sell volume is not volume less buy volume, or delta not buy volume less sell volume";
        Span<byte> volumeText = stackalloc byte[32];
        Span<byte> buyText = stackalloc byte[32];
        candle.Volume.TryFormat(volumeText, out var volumeLength, default, CultureInfo.InvariantCulture);
        buy.TryFormat(buyText, out var buyLength, default, CultureInfo.InvariantCulture);
        return CandleNumbers.TrySplit(volumeText[..volumeLength], buyText[..buyLength], ref candle) ? null : "volume or taker buy volume is not a decimal number";
    }

    /// <summary>Control characters become '?', because a terminal would act on them.</summary>
    private static string Quote(string? text) => string.Concat((text ?? "NULL").Take(40).Select(c => char.IsControl(c) ? '?' : c));
}
