using System.Collections.Immutable;

namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>Follows the holders of the write lock and of snapshots from one observation to the next. Used from one actor.</summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">The largest number of entries.</param>
internal sealed class HeldLockLog(TimeProvider time, int capacity)
{
    /// <summary>A snapshot enters the record at this age. Almost all queries end earlier.</summary>
    public static readonly TimeSpan LeastSnapshotAge = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Two observations compute the begin of the same lock from its age. On a busy machine the results differ by up to this time. It is shorter than
    /// <see cref="LeastSnapshotAge"/>, so two snapshots of one reader that both enter the record are never counted as one.
    /// </summary>
    private static readonly TimeSpan SameBegin = TimeSpan.FromMilliseconds(400);

    private readonly List<Held> _held = [];
    private readonly BoundedLog<HeldLock> _ended = new(capacity);

    public long? LostUntil => _ended.LostUntil;

    /// <summary>Ended locks, then those that are held.</summary>
    public IEnumerable<HeldLock> Entries => _ended.Entries.Concat(_held.Select(h => h.ToEntry(isHeld: true)));

    /// <summary>Records one observation. Allocates nothing while nobody holds a lock or an old snapshot.</summary>
    /// <param name="now">The time on a monotonic clock.</param>
    /// <param name="writer">The other program that holds the write lock, or null.</param>
    /// <param name="snapshots">The holders of snapshots.</param>
    public void Look(TimeSpan now, LockHolder? writer, ImmutableArray<LockHolder> snapshots)
    {
        if (writer is not null)
            See(now, writer, writes: true);
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Age >= LeastSnapshotAge)
                See(now, snapshot, writes: false);
        }

        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].SeenAt == now)
                continue;
            var ended = _held[i].ToEntry(isHeld: false);
            _ended.Add(ended, ended.To);
            _held.RemoveAt(i);
        }
    }

    private void See(TimeSpan now, LockHolder holder, bool writes)
    {
        var since = now - holder.Age;
        foreach (var held in _held)
        {
            if (held.Writes == writes && (held.Since - since).Duration() < SameBegin && held.Holder == holder.Name)
            {
                held.SeenAt = now;
                return;
            }
        }

        var from = (time.GetUtcNow() - holder.Age).ToUnixTimeMilliseconds();
        _held.Add(new Held(holder.Name, writes, since, from) { SeenAt = now });
    }

    private sealed class Held(string holder, bool writes, TimeSpan since, long from)
    {
        public string Holder { get; } = holder;

        public bool Writes { get; } = writes;

        public TimeSpan Since { get; } = since;

        public TimeSpan SeenAt { get; set; }

        public HeldLock ToEntry(bool isHeld) => new(Holder, Writes, from, from + (long)(SeenAt - Since).TotalMilliseconds, isHeld);
    }
}
