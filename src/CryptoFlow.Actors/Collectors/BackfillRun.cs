using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>How far a backfill run is.</summary>
public enum BackfillPhase
{
    /// <summary>Comparing what should be there with what is.</summary>
    Planning,

    /// <summary>Asking and storing.</summary>
    Running,

    /// <summary>Every planned request was answered and stored.</summary>
    Completed,

    /// <summary>Ended with requests given up; what is missing is asked for in a later run.</summary>
    Incomplete,

    /// <summary>Cancelled by a user or the shutdown.</summary>
    Cancelled,
}

/// <summary>What a backfill of one exchange is going to take, stated before it starts.</summary>
/// <param name="Requests">Requests to the exchange.</param>
/// <param name="Cost">What they cost in the exchange's unit (Binance: weight; elsewhere one each).</param>
/// <param name="Candles">Candles to ask for: those that are missing, or with <paramref name="Compares"/> all of the range.</param>
/// <param name="ExpectedTime">The least time that the exchange's limits allow from the present state of the budget; the time that answers take comes on top.</param>
/// <param name="Compares">Whether what is stored is compared with the exchange too.</param>
public sealed record BackfillPlan(int Requests, int Cost, long Candles, TimeSpan ExpectedTime, bool Compares = false);

/// <summary>How far one series is in a run.</summary>
/// <param name="Series">The series.</param>
/// <param name="Requests">Planned requests.</param>
/// <param name="RequestsDone">Answered and stored, or given up.</param>
/// <param name="Candles">Candles planned.</param>
/// <param name="CandlesDone">Of these, asked for and answered (stored, or not there).</param>
/// <param name="CandlesStored">Candles that were new or changed.</param>
/// <param name="RequestsFailed">Requests given up.</param>
/// <param name="CandlesChanged">Of the stored candles those that were there with other values.</param>
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
/// <param name="Phase">How far it is.</param>
/// <param name="Plan">The plan, null while planning.</param>
/// <param name="Series">Progress by series; series with nothing missing are left out.</param>
/// <param name="StartedAt">ms UTC.</param>
/// <param name="EndedAt">ms UTC, or null while it runs.</param>
/// <param name="Remaining">Time left at the present rate and within the limits, or null where not known.</param>
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
