using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Live;

/// <summary>The phase of a paper trader.</summary>
public enum TraderPhase
{
    /// <summary>Reads its record and the candles that it has processed before.</summary>
    Starting,

    /// <summary>Waits for its first candle, because candles are still being collected.</summary>
    AwaitingHistory,

    /// <summary>Processes stored candles that it has not processed yet.</summary>
    CatchingUp,

    /// <summary>Every stored candle is processed.</summary>
    Following,

    /// <summary>Waits, because candles are missing that may still be stored. It does not trade across them.</summary>
    AwaitingCandles,

    /// <summary>The file cannot be read or written. The trader tries again.</summary>
    Failing,
}

/// <summary>The comparison of the recorded trades with the trades that follow from the stored candles.</summary>
/// <param name="At">When the comparison was made, ms UTC.</param>
/// <param name="UpTo">Open time of the last candle compared, ms UTC.</param>
/// <param name="Compared">Trades compared since start.</param>
/// <param name="Differences">Trades that differ, that are missing on record or that should not be on record.</param>
/// <param name="First">The first difference in a sentence, or null.</param>
public sealed record ParityResult(long At, long UpTo, long Compared, long Differences, string? First);

/// <summary>A paper trader, for <c>/status</c>, health and metrics. An immutable snapshot.</summary>
/// <param name="Trader">The trader's key.</param>
/// <param name="Title">The strategy's display name.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Detail">One sentence about the reason for which the trader waits, or null.</param>
/// <param name="Origin">Open time of the first candle processed, ms UTC, or null.</param>
/// <param name="LastTime">Open time of the last candle processed, ms UTC, or null.</param>
/// <param name="LastClose">Close of that candle, or null.</param>
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
    /// <summary>The series that the trader needs and that this program does not collect. The trader waits until their candles are imported.</summary>
    public ImmutableArray<SeriesKey> NotCollected { get; init; } = [];
}
