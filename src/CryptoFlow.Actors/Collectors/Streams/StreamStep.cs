namespace CryptoFlow.Collectors.Streams;

/// <summary>What one row of a stream says about its series.</summary>
/// <param name="Verdict">What became of the row.</param>
/// <param name="Closed">The candle that has closed, to be stored; null if none has.</param>
/// <param name="Forming">The candle that is forming; null if the row does not show one.</param>
internal readonly record struct StreamStep(StreamVerdict Verdict, Candle? Closed = null, Candle? Forming = null);

/// <summary>What became of a row of a stream.</summary>
internal enum StreamVerdict
{
    /// <summary>The row is the newest state of its series.</summary>
    Taken,

    /// <summary>A newer state is known already: the row is doubled, late or out of order.</summary>
    Late,

    /// <summary>By the message's own time the row cannot be: its candle has not opened, or has closed and is not over.</summary>
    Impossible,
}
