using System.Collections.Immutable;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// Waits for locks by connection (<c>writer</c>, <c>reader-1</c>, …, <c>monitor</c>): one count for each transaction or query that had to wait. Used from one actor.
/// </summary>
public sealed class LockWaitBook
{
    /// <summary>The connection of the writer.</summary>
    public const string Writer = "writer";

    /// <summary>The connection of the monitor.</summary>
    public const string Monitor = "monitor";

    private readonly SortedDictionary<string, Entry> _connections = new(StringComparer.Ordinal) { [Writer] = new(), [Monitor] = new() };

    /// <summary>The names of all connections of a program with this number of readers.</summary>
    public static IReadOnlyList<string> Connections(int readers) => [Writer, Monitor, .. Enumerable.Range(1, readers).Select(Reader)];

    /// <summary>The connection of a reader.</summary>
    public static string Reader(int number) => $"reader-{number}";

    public void Add(string connection, LockWait wait)
    {
        if (!_connections.TryGetValue(connection, out var entry))
            _connections[connection] = entry = new Entry();
        if (wait.Happened)
            entry.Add(wait);
    }

    public ImmutableSortedDictionary<string, LockWaitHealth> Snapshot() =>
        _connections.ToImmutableSortedDictionary(c => c.Key, c => c.Value.Snapshot(), StringComparer.Ordinal);

    private sealed class Entry
    {
        private readonly DurationRecorder _waits = new();
        private readonly long[] _histogram = new long[LockWaitHealth.BoundsMs.Length + 1];
        private readonly long[] _refusals = new long[Enum.GetValues<LockRefusal>().Length];

        public void Add(LockWait wait)
        {
            _waits.Add(wait.Waited);
            _histogram[LockWaitHealth.BucketOf(wait.Waited)]++;
            _refusals[(int)wait.Refusal]++;
        }

        public LockWaitHealth Snapshot()
        {
            var waits = _waits.Snapshot();
            return new LockWaitHealth(
                waits.Count,
                _refusals[(int)LockRefusal.Busy],
                _refusals[(int)LockRefusal.BusySnapshot],
                _refusals[(int)LockRefusal.Locked],
                waits.MeanMs,
                waits.MaxMs,
                [.. _histogram]);
        }
    }
}
