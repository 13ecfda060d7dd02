namespace CryptoFlow.Collectors.Streams;

/// <summary>The effect of one row of a stream on its series.</summary>
/// <param name="Verdict">Whether the row was used.</param>
/// <param name="Closed">The candle that has closed, to be stored; null if none has.</param>
/// <param name="Forming">The candle that is forming; null if the row does not show one.</param>
internal readonly record struct StreamStep(StreamVerdict Verdict, Candle? Closed = null, Candle? Forming = null);

/// <summary>Whether a row of a stream was used, or why it was dropped.</summary>
internal enum StreamVerdict
{
    /// <summary>The row is the newest state of its series.</summary>
    Taken,

    /// <summary>A newer state is already known: the row is doubled, late or out of order.</summary>
    Late,

    /// <summary>The row contradicts the time of its message: its candle has not opened yet, or is closed before its end.</summary>
    Impossible,
}
