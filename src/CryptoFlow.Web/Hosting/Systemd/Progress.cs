using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Hosting.Systemd;

/// <summary>
/// Decides whether the program makes progress. Systemd's watchdog kills a program without progress, so progress may be denied only when a restart helps: when the
/// monitor hangs, or a writer in this process. Faults that the program waits out by itself (a full disk, another program's lock, an exchange that is down) count as
/// progress.
/// </summary>
internal static class Progress
{
    /// <summary>
    /// Minimum limit for the wait of a message. A longer wait shows that the writer's thread hangs: the writer answers each message within the busy timeout, also
    /// while the disk is full or another program holds the lock.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Null if there is progress, else one sentence that says what hangs.</summary>
    /// <param name="newest">The monitor's newest snapshot. Null before the monitor has started; systemd's start timeout guards the start.</param>
    /// <param name="time">The clock for the age of the snapshot.</param>
    /// <param name="longestWait">A message may wait for this time; at least <see cref="LongestWait"/> and twice the configured busy timeout.</param>
    public static string? Missing(ShownHealth? newest, TimeProvider time, TimeSpan longestWait)
    {
        if (newest is null)
            return null;
        if (newest.IdleBy(time) is var idle && idle >= HealthRules.DeadSnapshot)
            return $"The monitor has published no snapshot for {idle.TotalSeconds:F0} s.";
        return newest.Health.Storage.Place == StoragePlace.Here && newest.Health.Writer.OldestWait >= longestWait
            ? $"A message has waited for the writer for {newest.Health.Writer.OldestWait.TotalSeconds:F0} s."
            : null;
    }

    /// <summary>The longest wait that still counts as progress.</summary>
    /// <param name="busyTimeout">The configured busy timeout (<c>Database:BusyTimeoutMs</c>).</param>
    public static TimeSpan LongestWaitFor(TimeSpan busyTimeout) => busyTimeout * 2 > LongestWait ? busyTimeout * 2 : LongestWait;
}
