namespace CryptoFlow.Storage.Writer;

/// <summary>
/// How backfill gives way to whoever reads: after a page the writer rests for as long as the page took. Then pages wait to be stored, so requests wait to be
/// sent and answers to be parsed, and the processors are free for readers. Pure but for what is left of a millisecond. Used from the writer's thread.
/// </summary>
/// <remarks>
/// History is in no hurry: the exchanges' limits allow less than half of what the writer can store. What is more urgent than backfill ends a rest. A longer
/// rest brought little more (docs/performance.md).
/// </remarks>
public sealed class BackfillPause
{
    /// <summary>How long after a request somebody is still taken to be reading. Whoever asks now and then hardly slows a backfill.</summary>
    public static readonly TimeSpan ReadingFor = TimeSpan.FromMilliseconds(20);

    /// <summary>No rest is longer: a page that a foreign lock held up is not to be paid for twice.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private TimeSpan _left;

    /// <summary>The rest after a page of backfill, in whole ms, since threads wait in those; what is left over is added to the next one.</summary>
    /// <param name="took">How long the page took.</param>
    /// <param name="sinceAsked">How long nobody has asked for anything.</param>
    public TimeSpan After(TimeSpan took, TimeSpan sinceAsked)
    {
        if (sinceAsked > ReadingFor)
            return _left = TimeSpan.Zero;
        var owed = _left + took < Longest ? _left + took : Longest;
        var rest = TimeSpan.FromMilliseconds(Math.Floor(owed.TotalMilliseconds));
        _left = owed - rest;
        return rest;
    }
}
