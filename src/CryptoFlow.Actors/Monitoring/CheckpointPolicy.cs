using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring;

/// <summary>What the policy looks at.</summary>
/// <param name="WalPages">Frames in the WAL.</param>
/// <param name="CheckpointedPages">Of these, already in the file.</param>
/// <param name="WalFileBytes">Size of the WAL file, which PASSIVE never shrinks.</param>
/// <param name="SinceCheckpoint">Since the last checkpoint that was ordered.</param>
/// <param name="QuietFor">Since the last committed message.</param>
/// <param name="ReadsInFlight">Queries that are running.</param>
public readonly record struct CheckpointInputs(
    int WalPages,
    int CheckpointedPages,
    long WalFileBytes,
    TimeSpan SinceCheckpoint,
    TimeSpan QuietFor,
    int ReadsInFlight)
{
    /// <summary>Frames that are only in the WAL.</summary>
    public int Backlog => WalPages - CheckpointedPages;
}

/// <summary>
/// When the writer checkpoints, and how. Pure. PASSIVE in normal work, since it waits for nobody; TRUNCATE only when it is
/// quiet, since it would hold the writer up behind a reader; FULL and RESTART never (they did that in other systems).
/// SQLite's own autocheckpoint stays as the safety net behind this.
/// </summary>
public static class CheckpointPolicy
{
    /// <summary>Backlog that is worth moving at once: 4 MB, about 25 ms of the writer's time.</summary>
    public const int PassivePages = 1_000;

    /// <summary>A smaller backlog is moved after this time.</summary>
    public static readonly TimeSpan PassiveAge = TimeSpan.FromSeconds(30);

    /// <summary>A WAL file above this is emptied when it is quiet.</summary>
    public const long TruncateBytes = 8 * 1024 * 1024;

    /// <summary>No commit for so long is quiet.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);

    /// <summary>No two checkpoints are ordered faster than this: a reader that pins the WAL makes the next one as fruitless as the last.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The checkpoint to order now, or null for none.</summary>
    public static CheckpointMode? Decide(CheckpointInputs now)
    {
        if (now.SinceCheckpoint < LeastPause)
            return null;
        if (now.WalFileBytes >= TruncateBytes && now.QuietFor >= QuietTime && now.ReadsInFlight == 0 && now.SinceCheckpoint >= QuietTime)
            return CheckpointMode.Truncate;
        if (now.Backlog >= PassivePages)
            return CheckpointMode.Passive;
        return now.Backlog > 0 && now.SinceCheckpoint >= PassiveAge ? CheckpointMode.Passive : null;
    }
}
