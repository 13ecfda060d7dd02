using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>The phase of a backfill run.</summary>
public enum BackfillPhase
{
    /// <summary>Compares the expected candles with the stored candles.</summary>
    Planning,

    /// <summary>Asks the exchange and stores the answers.</summary>
    Running,

    /// <summary>Every planned request was answered and stored.</summary>
    Completed,

    /// <summary>Ended, but some requests were given up. A later run asks for their candles.</summary>
    Incomplete,

    /// <summary>Cancelled by a user or the shutdown.</summary>
    Cancelled,
}

/// <summary>The cost of a backfill of one exchange, estimated before it starts.</summary>
/// <param name="Requests">Requests to the exchange.</param>
/// <param name="Cost">Cost of all requests in the exchange's unit (Binance: weight; elsewhere 1 a request).</param>
/// <param name="Candles">Candles to ask for: the missing ones, or with <paramref name="Compares"/> all candles of the range.</param>
/// <param name="ExpectedTime">
/// The least time that the exchange's limits allow in the present state of the budget. The response times are not included.
/// </param>
/// <param name="Compares">Whether the run also compares the stored candles with the exchange.</param>
public sealed record BackfillPlan(int Requests, int Cost, long Candles, TimeSpan ExpectedTime, bool Compares = false);

/// <summary>Progress of one series in a run.</summary>
/// <param name="Series">The series.</param>
/// <param name="Requests">Planned requests.</param>
/// <param name="RequestsDone">Requests that were answered and stored, or given up.</param>
/// <param name="Candles">Planned candles.</param>
/// <param name="CandlesDone">Planned candles that were asked for and answered, whether the exchange has them or not.</param>
/// <param name="CandlesStored">Candles that were inserted or changed.</param>
/// <param name="RequestsFailed">Requests given up.</param>
/// <param name="CandlesChanged">Candles among <paramref name="CandlesStored"/> that were stored before with other values.</param>
public sealed record SeriesProgress(
    SeriesKey Series,
    int Requests,
    int RequestsDone,
    long Candles,
    long CandlesDone,
    long CandlesStored,
    int RequestsFailed,
    long CandlesChanged = 0);

/// <summary>A backfill run of one exchange; an immutable snapshot.</summary>
/// <param name="Id">The run.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Plan">The plan, null while planning.</param>
/// <param name="Series">Progress by series. A series without missing candles is left out.</param>
/// <param name="StartedAt">ms UTC.</param>
/// <param name="EndedAt">ms UTC, or null while it runs.</param>
/// <param name="Remaining">Estimated time left, from the rate so far and the exchange's limits; null while unknown.</param>
/// <param name="LastError">The last failure in words, or null.</param>
public sealed record BackfillRun(
    RunId Id,
    Exchange Exchange,
    BackfillPhase Phase,
    BackfillPlan? Plan,
    ImmutableArray<SeriesProgress> Series,
    long StartedAt,
    long? EndedAt,
    TimeSpan? Remaining,
    string? LastError)
{
    public bool HasEnded => EndedAt is not null;
}
