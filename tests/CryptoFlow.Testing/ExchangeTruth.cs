using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Testing.Processes;
using SimulatedCandle = CryptoFlow.Simulator.Market.Candle;

namespace CryptoFlow.Testing;

/// <summary>Compares a file with the candles of the simulated exchange: every row, every field.</summary>
public static class ExchangeTruth
{
    /// <summary>
    /// The differences, in words, between a series in the file and the closed candles of the exchange that open in a range. Empty if they
    /// are equal.
    /// </summary>
    public static List<string> Differences(ForeignConnection file, ExchangeSimulator simulator, SeriesKey series, TimeRange range)
    {
        return Compare(Stored(file, series, Within(range)), series, Truth(simulator, series, range), range);
    }

    /// <summary>Both numbers, in words, if a series in the file has another number of candles than the exchange has closed candles that open in a range; null if it has the same.</summary>
    public static string? OtherNumber(ForeignConnection file, ExchangeSimulator simulator, SeriesKey series, TimeRange range)
    {
        var truth = Truth(simulator, series, range).Count;
        var stored = file.Scalar<long>($"SELECT count(*) FROM candles_{series.Interval.Minutes} WHERE symbol = '{series.Instrument.StorageKey}' {Within(range)}");
        return stored == truth ? null : $"{series}: {stored} candles stored, the exchange has {truth}";
    }

    /// <summary>The differences between all stored candles of a series and the exchange's candles. No candle of the range <paramref name="complete"/> may be missing.</summary>
    public static List<string> Differences(ForeignConnection file, SeriesKey series, IReadOnlyList<SimulatedCandle> truth, TimeRange complete) =>
        Compare(Stored(file, series, ""), series, truth, complete);

    /// <summary>The closed candles of the exchange that open in a range, as the program should store them, oldest first.</summary>
    public static IEnumerable<Candle> Candles(ExchangeSimulator simulator, SeriesKey series, TimeRange range) => Truth(simulator, series, range)
        .Select(c => Expected(series.Exchange, c));

    /// <summary>The range that a series should hold, up to the newest candle that the exchange will not change any more.</summary>
    public static TimeRange HistoryOf(CollectionPlan plan, SeriesKey series, long now) => new(
        series.Interval.Ceiling(now - (long)TimeSpan.FromDays(plan.For(series.Exchange)!.HistoryDays).TotalMilliseconds) + series.Interval.Milliseconds,
        series.Interval.Floor(now));

    public static Venue VenueOf(Exchange exchange) => exchange switch
    {
        Exchange.Binance => Venue.Binance,
        Exchange.Bybit => Venue.Bybit,
        _ => Venue.Bitget,
    };

    /// <summary>The path to which a sync sends its requests.</summary>
    public static string NewestCandlesOf(Exchange exchange) => exchange switch
    {
        Exchange.Binance => "/fapi/v1/klines",
        Exchange.Bybit => "/v5/market/kline",
        _ => "/api/v2/mix/market/candles",
    };

    private static IReadOnlyList<SimulatedCandle> Truth(ExchangeSimulator simulator, SeriesKey series, TimeRange range) =>
        simulator.ClosedCandles(VenueOf(series.Exchange), series.Symbol, series.Interval.Name, range.From, range.To);

    private static string Within(TimeRange range) => $"AND time >= {range.From} AND time < {range.To}";

    private static List<Candle> Stored(ForeignConnection file, SeriesKey series, string condition) =>
        StoredRows.Candles(file, series.Interval.Minutes, series.Instrument.StorageKey, condition);

    private static List<string> Compare(List<Candle> stored, SeriesKey series, IReadOnlyList<SimulatedCandle> exchange, TimeRange complete)
    {
        var truth = exchange.Select(c => Expected(series.Exchange, c)).ToDictionary(c => c.OpenTime);
        var differences = stored
            .Where(c => !truth.TryGetValue(c.OpenTime, out var expected) || expected != c)
            .Select(c => $"{series}: stored {c}, the exchange has {(truth.TryGetValue(c.OpenTime, out var expected) ? expected.ToString() : "none")}")
            .ToList();
        var times = stored.Select(c => c.OpenTime).ToHashSet();
        differences.AddRange(truth.Keys.Where(t => complete.Contains(t) && !times.Contains(t)).Select(t => $"{series}: {t} is missing"));
        return differences;
    }

    private static Candle Expected(Exchange exchange, SimulatedCandle c)
    {
        // Only Binance reports taker volume and trade count. This method computes sell volume and delta in decimal, as the clients do.
        var taker = exchange == Exchange.Binance;
        var sell = c.Volume - c.TakerBuyVolume;
        return new Candle(
            c.OpenTime,
            (double)c.Open,
            (double)c.High,
            (double)c.Low,
            (double)c.Close,
            (double)c.Volume,
            taker ? (double)c.TakerBuyVolume : 0,
            taker ? (double)sell : 0,
            taker ? (double)(c.TakerBuyVolume - sell) : 0,
            taker ? c.Trades : 0);
    }
}
