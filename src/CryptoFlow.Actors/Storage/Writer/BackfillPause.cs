namespace CryptoFlow.Storage.Writer;

/// <summary>
/// How backfill gives way to whoever reads: after a page the writer rests for as long as the page took. Then pages wait to be stored, so requests wait to be
/// sent and answers to be parsed, and the processors are free for readers. Pure.
/// </summary>
/// <remarks>
/// History is in no hurry: the exchanges' limits allow hardly more than half of what the writer can store. What is more urgent than backfill ends a pause. A longer
/// rest brought little more (docs/performance.md).
/// </remarks>
public static class BackfillPause
{
    /// <summary>How long after a request somebody is still taken to be reading. Whoever asks now and then hardly slows a backfill.</summary>
    public static readonly TimeSpan ReadingFor = TimeSpan.FromMilliseconds(20);

    /// <summary>No rest is longer: a page that a foreign lock held up is not to be paid for twice.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    /// <param name="lane">Of what the writer has just done.</param>
    /// <param name="took">How long that took.</param>
    /// <param name="sinceAsked">How long nobody has asked for anything.</param>
    public static TimeSpan After(WriteLane lane, TimeSpan took, TimeSpan sinceAsked)
    {
        if (lane != WriteLane.Backfill || sinceAsked > ReadingFor)
            return TimeSpan.Zero;
        return took < Longest ? took : Longest;
    }
}
