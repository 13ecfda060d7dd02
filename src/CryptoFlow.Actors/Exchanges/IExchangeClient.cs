using System.Collections.Immutable;

namespace CryptoFlow.Exchanges;

/// <summary>Who gets a permit first: sync before backfill, whatever waits, and spare requests from what both leave over.</summary>
public enum RequestPriority
{
    Sync,
    Backfill,

    /// <summary>Granted only while no other request of the exchange waits, and while half of each limit stays unused.</summary>
    Spare,
}

/// <summary>The closed candles that a request brought.</summary>
/// <param name="Candles">Closed by the exchange's clock, valid, ascending, one per open time, all inside of the range asked for.</param>
/// <param name="Asked">
/// The range that this answer speaks for. An open time in it that is neither among the candles nor among the rejected rows is missing
/// at the exchange now, unless a rejected row has no open time.
/// </param>
/// <param name="ExchangeTime">The exchange's clock at the answer, ms UTC.</param>
/// <param name="Rejected">All rows in <paramref name="Asked"/>, and all without an open time, that are no possible candles; they are counted and logged, never stored.</param>
public sealed record CandlePage(
    ImmutableArray<Candle> Candles,
    TimeRange Asked,
    long ExchangeTime,
    ImmutableArray<RejectedRow> Rejected);

/// <summary>What an exchange lists: the symbols that trade, and those that it knows but that do not trade now.</summary>
public sealed record InstrumentCatalogue(ImmutableHashSet<string> Trading, ImmutableDictionary<string, string> NotTrading);

/// <summary>The exchange's clock, ms UTC, as of the answer.</summary>
public sealed record ExchangeTime(long Milliseconds);

/// <summary>Where a series begins, by the exchange's own word.</summary>
/// <param name="OpenTime">Open time of the first candle at or after the time asked about, ms UTC; null where the exchange has not named one.</param>
public sealed record FirstCandle(long? OpenTime);

/// <summary>
/// The read-only public candle endpoints of one exchange (EXCHANGES.md). Thread-safe; every call takes its permits from the
/// exchange's one <see cref="Limits.RequestBudget"/> and waits for them, failures are values, cancellation throws.
/// </summary>
public interface IExchangeClient
{
    Exchange Exchange { get; }

    /// <summary>The budget that all requests to this exchange share.</summary>
    Limits.RequestBudget Budget { get; }

    /// <summary>The most candles that one history request brings for this interval; windows are never longer.</summary>
    int PageSize(Interval interval);

    /// <summary>What a history request for so many candles costs in the exchange's own unit (weight; 1 where requests count).</summary>
    int Cost(Interval interval, int candles);

    /// <summary>Closed candles with open times in <paramref name="range"/>, which is aligned and at most a page long.</summary>
    Task<ExchangeResult<CandlePage>> GetCandlesAsync(SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation);

    /// <summary>The newest closed candles, at most <paramref name="limit"/> (1 to 1000). The page's range ends with the newest closed candle.</summary>
    Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation);

    /// <summary>
    /// Asks for the first candle of a series that opens at or after <paramref name="from"/> (ms UTC, aligned): one request of that very interval. What it proves is that
    /// the series has nothing between the two. An exchange that cannot be asked this is not asked, and names none.
    /// </summary>
    Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation);

    Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation);

    Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation);
}
