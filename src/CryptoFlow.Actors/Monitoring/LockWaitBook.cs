using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Monitoring;

/// <summary>Waits for locks by the role of the connection: one count for each transaction or query that had to wait. Used from one actor.</summary>
public sealed class LockWaitBook
{
    private readonly Dictionary<ConnectionRole, Entry> _roles = Enum.GetValues<ConnectionRole>().ToDictionary(r => r, _ => new Entry());

    public void Add(ConnectionRole role, LockWait wait)
    {
        if (!wait.Happened)
            return;
        var entry = _roles[role];
        entry.Waits.Add(wait.Waited);
        if (wait.TimedOut)
            entry.Timeouts++;
    }

    public ImmutableSortedDictionary<string, LockWaitHealth> Snapshot() => _roles.ToImmutableSortedDictionary(
        r => r.Key.ToString().ToLowerInvariant(),
        r => r.Value.Snapshot());

    private sealed class Entry
    {
        public DurationRecorder Waits { get; } = new();

        public long Timeouts { get; set; }

        public LockWaitHealth Snapshot()
        {
            var waits = Waits.Snapshot();
            return new LockWaitHealth(waits.Count, Timeouts, waits.MeanMs, waits.MaxMs);
        }
    }
}
