using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring;

/// <summary>What the policy looks at.</summary>
/// <param name="WalPages">Frames in the WAL.</param>
/// <param name="CheckpointedPages">Of these, already in the file.</param>
/// <param name="WalFileBytes">Size of the WAL file, which PASSIVE never shrinks.</param>
/// <param name="SinceCheckpoint">Since the last checkpoint that was ordered.</param>
/// <param name="QuietFor">Since the last committed message.</param>
/// <param name="ReadsInFlight">Queries that are running.</param>
/// <param name="LastWasFruitless">Whether the last checkpoint moved nothing, since a reader pins the WAL.</param>
/// <param name="LastTook">How long the writer was taken by the last checkpoint.</param>
public readonly record struct CheckpointInputs(
    int WalPages,
    int CheckpointedPages,
    long WalFileBytes,
    TimeSpan SinceCheckpoint,
    TimeSpan QuietFor,
    int ReadsInFlight,
    bool LastWasFruitless = false,
    TimeSpan LastTook = default)
{
    /// <summary>Frames that are only in the WAL.</summary>
    public int Backlog => WalPages - CheckpointedPages;
}

/// <summary>
/// When the writer checkpoints, and how. Pure. PASSIVE in normal work, since it waits for nobody. TRUNCATE when it is quiet; and when the
/// WAL grows although PASSIVE moves its frames: then readers overlap, SQLite never finds the moment without one in which it could
/// begin the WAL anew, and the writer has to make it, by waiting some milliseconds for those that are reading. FULL and
/// RESTART never (they wait without a bound in other systems). SQLite's own autocheckpoint stays as the safety net behind this.
/// </summary>
public static class CheckpointPolicy
{
    /// <summary>Backlog that is worth moving at once: 4 MB, about 10 ms of the writer's time, for which syncs wait.</summary>
    public const int PassivePages = 1_000;

    /// <summary>A smaller backlog is moved after this time.</summary>
    public static readonly TimeSpan PassiveAge = TimeSpan.FromSeconds(30);

    /// <summary>A WAL file above this is emptied when it is quiet.</summary>
    public const long TruncateBytes = 8 * 1024 * 1024;

    /// <summary>A WAL with so many frames (16 MB) has not begun anew for four checkpoints: it is emptied though it is not quiet.</summary>
    public const int OverlapPages = 4_000;

    /// <summary>No commit for so long is quiet.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);

    /// <summary>
    /// No two checkpoints are ordered faster than this, and the monitor looks no more often between its ticks. Short, since what has gathered in the meantime
    /// is moved at once, and syncs wait for it: at full speed the writer makes some 500 frames in this time.
    /// </summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(40);

    /// <summary>From order to order it is so many times as long as the last one took: a slow disk is not kept busy with checkpoints.</summary>
    public const int PauseOverTaken = 5;

    /// <summary>From the end of one, however long it took, the WAL is not left to grow for longer. While one runs it does not grow: its only writer is at it.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>After one that a reader kept from moving anything: the next would be as fruitless.</summary>
    public static readonly TimeSpan PauseWhenPinned = TimeSpan.FromSeconds(1);

    /// <summary>With so many frames in the WAL (48 of 64 MB) a query of ours that pins it is cut short.</summary>
    public const int PressingPages = 12_000;

    /// <summary>A query that has run for less is not in the way: it will be over before the next look.</summary>
    public static readonly TimeSpan ShortQuery = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether a query of ours is to be ended before its deadline, so that the WAL can be emptied.</summary>
    public static bool MustCut(int walPages, TimeSpan queryAge) => walPages >= PressingPages && queryAge >= ShortQuery;

    /// <summary>The checkpoint to order now, or null for none.</summary>
    public static CheckpointMode? Decide(CheckpointInputs now)
    {
        if (now.SinceCheckpoint < PauseAfter(now.LastTook, now.LastWasFruitless))
            return null;
        if (now.WalFileBytes >= TruncateBytes && now.QuietFor >= QuietTime && now.ReadsInFlight == 0 && now.SinceCheckpoint >= QuietTime)
            return CheckpointMode.Truncate;
        if (now.WalPages >= OverlapPages)
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
