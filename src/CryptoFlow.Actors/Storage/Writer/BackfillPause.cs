namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Throttles backfill while clients read: after a page of backfill the writer rests for as long as the page took. The collectors then wait for the writer,
/// send fewer requests and parse fewer answers, so the processors are free for readers. Keeps one value: the fraction of a millisecond that is still to rest.
/// Used from the writer's thread.
/// </summary>
/// <remarks>
/// The rest does not slow down a backfill within the exchanges' limits: they allow less than half of what the writer can store. A message that is more urgent
/// than backfill ends the rest. A longer rest helped readers only slightly more (docs/performance.md).
/// </remarks>
public sealed class BackfillPause
{
    /// <summary>A client counts as reading for this time after its request. The time is short, so occasional requests hardly slow down a backfill.</summary>
    public static readonly TimeSpan ReadingFor = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest rest. Without this bound, a page that had to wait for another program's lock would cost that wait a second time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private TimeSpan _left;

    /// <summary>The rest after a page of backfill, in whole ms because threads wait in whole ms. The remaining fraction is added to the next rest.</summary>
    /// <param name="took">How long the page took.</param>
    /// <param name="sinceAsked">Time since the last request of a client.</param>
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
