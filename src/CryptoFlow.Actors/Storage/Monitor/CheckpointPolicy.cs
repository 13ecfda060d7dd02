using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>The inputs of the policy.</summary>
/// <param name="WalPages">Frames in the WAL.</param>
/// <param name="CheckpointedPages">How many of these frames are already in the database file.</param>
/// <param name="WalFileBytes">Size of the WAL file. A PASSIVE checkpoint never shrinks it.</param>
/// <param name="SinceCheckpoint">Time since the last checkpoint was ordered.</param>
/// <param name="QuietFor">Time since a message last changed candles.</param>
/// <param name="ReadsInFlight">Queries that are running.</param>
/// <param name="LastWasFruitless">Whether the last checkpoint moved nothing because a reader pinned the WAL.</param>
/// <param name="LastTook">Duration of the last checkpoint.</param>
/// <param name="BackupReads">True if a backup of this process holds a snapshot. A TRUNCATE would wait for the snapshot until its time-out, and sync pages would wait for the TRUNCATE.</param>
public readonly record struct CheckpointInputs(
    int WalPages,
    int CheckpointedPages,
    long WalFileBytes,
    TimeSpan SinceCheckpoint,
    TimeSpan QuietFor,
    int ReadsInFlight,
    bool LastWasFruitless = false,
    TimeSpan LastTook = default,
    bool BackupReads = false)
{
    /// <summary>Frames that are only in the WAL.</summary>
    public int Backlog => WalPages - CheckpointedPages;
}

/// <summary>
/// Decides when the writer runs a checkpoint, and in which mode. Pure.
/// PASSIVE in normal operation, because it does not wait for readers. TRUNCATE in a quiet time, and when the WAL grows although PASSIVE moves its frames. In the
/// second case readers overlap, so there is never a moment without readers in which SQLite could reset the WAL. TRUNCATE creates this moment by waiting some
/// milliseconds for the running readers. Never FULL or RESTART. SQLite's autocheckpoint remains as a safety net (Storage/DESIGN.md, Checkpoint policy).
/// </summary>
public static class CheckpointPolicy
{
    /// <summary>From this backlog on (frames; 4 MB) a checkpoint runs at once. It takes the writer about 10 ms, and sync pages wait during this time.</summary>
    public const int PassivePages = 1_000;

    /// <summary>After this time a checkpoint moves a smaller backlog, too.</summary>
    public static readonly TimeSpan PassiveAge = TimeSpan.FromSeconds(30);

    /// <summary>From this size of the WAL file on, a checkpoint empties the file in a quiet time.</summary>
    public const long TruncateBytes = 8 * 1024 * 1024;

    /// <summary>
    /// From this many frames in the WAL on (16 MB), a checkpoint empties the WAL even while the program is busy: SQLite could not reset the WAL during four
    /// checkpoints.
    /// </summary>
    public const int OverlapPages = 4_000;

    /// <summary>A quiet time begins when no message has changed candles for this time.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Minimum pause between two checkpoint orders, and between two observations of the WAL outside the ticks. Short, because sync pages wait while a
    /// checkpoint moves all frames that have gathered in the pause: about 500 frames when the writer works at full speed.
    /// </summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// Minimum time between two orders, as a multiple of the duration of the last checkpoint. Keeps a slow disk from spending all its time on checkpoints.
    /// </summary>
    public const int PauseOverTaken = 5;

    /// <summary>Maximum pause after a checkpoint ends. The WAL grows only between checkpoints, because the writer itself runs them.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Pause after a checkpoint that moved nothing because of a reader's snapshot. A checkpoint after a shorter pause would probably move nothing, too.
    /// </summary>
    public static readonly TimeSpan PauseWhenPinned = TimeSpan.FromSeconds(1);

    /// <summary>From this many frames in the WAL on (48 of 64 MB) the monitor interrupts one of our queries that pins the WAL.</summary>
    public const int PressingPages = 12_000;

    /// <summary>A query younger than this is not interrupted: it will probably end before the next observation.</summary>
    public static readonly TimeSpan ShortQuery = TimeSpan.FromMilliseconds(500);

    /// <summary>True if the monitor must interrupt one of our queries before its deadline, so that a checkpoint can empty the WAL.</summary>
    public static bool MustCut(int walPages, TimeSpan queryAge) => walPages >= PressingPages && queryAge >= ShortQuery;

    /// <summary>The checkpoint to order now, or null for none.</summary>
    public static CheckpointMode? Decide(CheckpointInputs now)
    {
        if (now.SinceCheckpoint < PauseAfter(now.LastTook, now.LastWasFruitless))
            return null;
        if (now.WalFileBytes >= TruncateBytes && now.QuietFor >= QuietTime && now.ReadsInFlight == 0 && !now.BackupReads && now.SinceCheckpoint >= QuietTime)
            return CheckpointMode.Truncate;
        if (now.WalPages >= OverlapPages && !now.BackupReads)
            return CheckpointMode.Truncate;
        if (now.Backlog >= PassivePages)
            return CheckpointMode.Passive;
        return now.Backlog > 0 && now.SinceCheckpoint >= PassiveAge ? CheckpointMode.Passive : null;
    }

    private static TimeSpan PauseAfter(TimeSpan took, bool fruitless)
    {
        if (fruitless)
            return PauseWhenPinned;
        var longest = took + LongestPause;
        var pause = took * PauseOverTaken < longest ? took * PauseOverTaken : longest;
        return pause < LeastPause ? LeastPause : pause;
    }
}
