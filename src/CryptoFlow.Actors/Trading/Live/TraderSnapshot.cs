using System.Collections.Immutable;
using CryptoFlow.Storage.Trading;

namespace CryptoFlow.Trading.Live;

/// <summary>What a paper trader is doing.</summary>
public enum TraderPhase
{
    /// <summary>Reading its record, and the candles that it has processed before.</summary>
    Starting,

    /// <summary>Nothing to begin with yet: candles are still being collected.</summary>
    AwaitingHistory,

    /// <summary>Working through candles that were stored while it was not looking.</summary>
    CatchingUp,

    /// <summary>Every stored candle is processed.</summary>
    Following,

    /// <summary>Candles are missing that may still come: it does not trade across them.</summary>
    AwaitingCandles,

    /// <summary>The file cannot be read or written; tried again.</summary>
    Failing,
}

/// <summary>How the recorded trades compare with those that the stored candles give.</summary>
/// <param name="At">When, ms UTC.</param>
/// <param name="UpTo">Open time of the last candle compared, ms UTC.</param>
/// <param name="Compared">Trades compared since start.</param>
/// <param name="Differences">Trades that differ, are missing or should not be there.</param>
/// <param name="First">The first of them in a sentence, or null.</param>
public sealed record ParityResult(long At, long UpTo, long Compared, long Differences, string? First);

/// <summary>A paper trader, for <c>/status</c>, health and metrics. An immutable snapshot.</summary>
/// <param name="Trader">Which.</param>
/// <param name="Title">The strategy's name for people.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Detail">One sentence where it waits for something, or null.</param>
/// <param name="Origin">Open time of the first candle processed, ms UTC, or null.</param>
/// <param name="LastTime">Open time of the last, ms UTC, or null.</param>
/// <param name="LastClose">Its close, or null.</param>
/// <param name="Channel">The channel behind the decision on the last candle, or null.</param>
/// <param name="Account">The account.</param>
/// <param name="Open">Open trades, in order of entry.</param>
/// <param name="Recent">The last few signals, oldest first.</param>
/// <param name="Parity">The last comparison, or null.</param>
/// <param name="Tick">The tick of the contract, quote currency (<see cref="PriceTick"/>), or null while it is unknown.</param>
public sealed record TraderSnapshot(
    TraderKey Trader,
    string Title,
    TraderPhase Phase,
    string? Detail,
    long? Origin,
    long? LastTime,
    double? LastClose,
    Channel? Channel,
    Account Account,
    ImmutableArray<StoredTrade> Open,
    ImmutableArray<StoredSignal> Recent,
    ParityResult? Parity,
    decimal? Tick = null)
{
    /// <summary>Of the series that it needs those that no exchange is asked for here: unless they are imported, it waits for ever.</summary>
    public ImmutableArray<SeriesKey> NotCollected { get; init; } = [];
}
