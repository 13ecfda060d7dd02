namespace CryptoFlow.Storage.Writer;

/// <summary>For whom the writer pauses.</summary>
public enum PauseFor
{
    Nobody,

    /// <summary>For another program that may be waiting for the write lock.</summary>
    OtherPrograms,

    /// <summary>For clients that read: the processors are free for their queries.</summary>
    Readers,
}

/// <summary>The pause after one message.</summary>
/// <param name="For">For whom.</param>
/// <param name="Length">How long.</param>
/// <param name="Interruptible">Whether a message that is more urgent than backfill may end the pause early.</param>
public readonly record struct CourtesyPause(PauseFor For, TimeSpan Length, bool Interruptible)
{
    public static CourtesyPause None => default;
}

/// <summary>
/// Decides after each message whether the writer pauses, and for whom: <see cref="WriterPause"/> for other programs that have the file open,
/// <see cref="BackfillPause"/> for readers. A pause for other programs helps the readers, too, so the two pauses are never added.
/// Reads no clock: the caller passes the times. Used from the writer's thread.
/// </summary>
/// <param name="mayBeShared">Returns whether another program may have the file open. Costs tens of microseconds, so it is called only when a pause is due.</param>
/// <param name="sinceRead">Returns the time since the last external read (HTTP or WebSocket).</param>
internal sealed class WriterCourtesy(Func<bool> mayBeShared, Func<TimeSpan> sinceRead)
{
    /// <summary>
    /// For how long the writer relies on "no other program has the file open". Short compared with the time for which another program polls for the lock.
    /// </summary>
    public static readonly TimeSpan AloneFor = TimeSpan.FromMilliseconds(25);

    private readonly WriterPause _forOthers = new();
    private readonly BackfillPause _forReaders = new();
    private TimeSpan? _aloneAt;

    /// <summary>The pause after a message.</summary>
    /// <param name="start">When the writer began to handle the message, on a monotonic clock.</param>
    /// <param name="end">When the writer answered the message.</param>
    /// <param name="isOpen">Whether the file is open. While it is closed, the writer holds no lock and owes no pause to other programs.</param>
    /// <param name="storedBackfill">Whether the message was a page of backfill and was stored.</param>
    public CourtesyPause After(TimeSpan start, TimeSpan end, bool isOpen, bool storedBackfill)
    {
        _forOthers.Worked(start, end);
        if (isOpen && _forOthers.Owed() is { IsDue: true } owed && MayBeShared(end))
            return new CourtesyPause(PauseFor.OtherPrograms, owed.Length, owed.Interruptible);
        return storedBackfill && _forReaders.After(end - start, sinceRead()) is var rest && rest > TimeSpan.Zero
            ? new CourtesyPause(PauseFor.Readers, rest, Interruptible: true)
            : CourtesyPause.None;
    }

    private bool MayBeShared(TimeSpan now)
    {
        if (now - _aloneAt < AloneFor)
            return false;
        var shared = mayBeShared();
        _aloneAt = shared ? null : now;
        return shared;
    }
}
