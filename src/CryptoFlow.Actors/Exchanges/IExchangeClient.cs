using System.Collections.Immutable;

namespace CryptoFlow.Exchanges;

/// <summary>The order of permits. Sync requests always go before backfill requests. Spare requests use only the part of the budget that both leave free.</summary>
public enum RequestPriority
{
    Sync,
    Backfill,

    /// <summary>Granted only while no other request of the exchange waits, and while half of each limit stays unused.</summary>
    Spare,
}

/// <summary>The closed candles of an answer.</summary>
/// <param name="Candles">Closed by the exchange's clock, valid, ascending, one per open time, all inside of the requested range.</param>
/// <param name="Asked">
/// The range that this answer covers. An open time in it that is neither among the candles nor among the rejected rows is missing at the
/// exchange now, unless a rejected row has no open time.
/// </param>
/// <param name="ExchangeTime">The exchange's clock at the answer, ms UTC.</param>
/// <param name="Rejected">
/// Rows that cannot be candles: all in <paramref name="Asked"/>, and all without an open time. They are counted and logged, never stored.
/// </param>
public sealed record CandlePage(
    ImmutableArray<Candle> Candles,
    TimeRange Asked,
    long ExchangeTime,
    ImmutableArray<RejectedRow> Rejected);

/// <summary>The symbols that the exchange trades, and the symbols that it lists but does not trade now, with its word for their status.</summary>
public sealed record InstrumentCatalogue(ImmutableHashSet<string> Trading, ImmutableDictionary<string, string> NotTrading);

/// <summary>The exchange's clock, ms UTC, as of the answer.</summary>
public sealed record ExchangeTime(long Milliseconds);

/// <summary>The beginning of a series, according to the exchange.</summary>
/// <param name="OpenTime">Open time of the first candle at or after the requested time, ms UTC; null if the exchange named none.</param>
public sealed record FirstCandle(long? OpenTime);

/// <summary>
/// The read-only public endpoints of one exchange for candles, funding rates and mark prices (docs/exchanges.md). Thread-safe. Every call waits for its permits from the exchange's
/// <see cref="Limits.RequestBudget"/>. Failures are values; cancellation throws.
/// </summary>
public interface IExchangeClient
{
    Exchange Exchange { get; }

    /// <summary>The budget that all requests to this exchange share.</summary>
    Limits.RequestBudget Budget { get; }

    /// <summary>The most candles of one history request for this interval. Windows are never longer.</summary>
    int PageSize(Interval interval);

    /// <summary>
    /// The cost of a history request for this number of candles, in the exchange's unit (weight; 1 if the exchange counts requests).
    /// </summary>
    int Cost(Interval interval, int candles);

    /// <summary>Closed candles with open times in <paramref name="range"/>, which is aligned and at most a page long.</summary>
    Task<ExchangeResult<CandlePage>> GetCandlesAsync(SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation);

    /// <summary>The newest closed candles, at most <paramref name="limit"/> (1 to 1000). The page's range ends with the newest closed candle.</summary>
    Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation);

    /// <summary>
    /// Asks for the first candle of a series that opens at or after <paramref name="from"/> (ms UTC, aligned), with one request for the same
    /// interval. The answer means that the series has no candle between the two times. If the exchange has no such request, nothing is sent and the answer names no
    /// candle.
    /// </summary>
    Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation);

    /// <summary>
    /// Asks for one page of a contract's settled funding rates, with one request. <see cref="FundingPage.Next"/> is the cursor of the following page.
    /// </summary>
    /// <param name="contract">The contract.</param>
    /// <param name="at">The range, on full minutes; for a following page, the cursor of the page before.</param>
    /// <param name="priority">The priority of the request.</param>
    /// <param name="cancellation">Throws where cancelled.</param>
    Task<ExchangeResult<FundingPage>> GetFundingAsync(Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation);

    /// <summary>The most full hours of one request for mark prices.</summary>
    int MarkPricesPerPage { get; }

    /// <summary>Asks for the mark prices of a contract at full hours, with one request.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="hours">The full hours, at most <see cref="MarkPricesPerPage"/>, none of them in the future.</param>
    /// <param name="priority">The priority of the request.</param>
    /// <param name="cancellation">Throws where cancelled.</param>
    Task<ExchangeResult<MarkPricePage>> GetMarkPricesAsync(Instrument contract, TimeRange hours, RequestPriority priority, CancellationToken cancellation);

    /// <summary>Asks for a contract's next settlement and its mark price now, with one or two requests. Syncs do not wait for these requests.</summary>
    Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation);

    Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation);

    Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation);
}
