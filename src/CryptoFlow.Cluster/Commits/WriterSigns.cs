using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Metrics;

namespace CryptoFlow.Cluster.Commits;

/// <summary>
/// Records when this node last heard from the writer, and how long the node heard from no writer during a hand-over. A sign of the writer is a commit, or the head
/// that the writer repeats each second. One per process. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Each node measures a hand-over by its own clock, because the nodes that wait for the writer stay, and the node that gives the writer away ends. A measured time
/// may be one second too long, because an idle writer gives one sign a second.
/// </remarks>
public sealed class WriterSigns
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Histogram<double>? _handOvers;
    private long? _epoch;
    private string? _database;
    private long _heardAt;

    /// <param name="time">The clock.</param>
    /// <param name="meter">Receives the time of each hand-over; null for none.</param>
    public WriterSigns(TimeProvider time, Meter? meter = null) => (_time, _handOvers) = (time, meter?.Create(HandOverTime));

    internal static HistogramShape HandOverTime { get; } = new(
        "cryptoflow.cluster.handover.time",
        "Time from the last sign of one writer to the first sign of the next, planned or after a crash.",
        [0.5, 1, 1.5, 2, 2.5, 3, 4, 6, 10, 15, 20, 30, 60, 300],
        [[]]);

    /// <summary>Time since the last sign of the writer; null before the first sign.</summary>
    public TimeSpan? Silence
    {
        get
        {
            lock (_gate)
                return _epoch is null ? null : _time.GetElapsedTime(_heardAt);
        }
    }

    /// <summary>The writer has given a sign.</summary>
    /// <param name="epoch">The epoch of the writer.</param>
    /// <param name="database">The identity of the database, or null if the sign does not say it. The epochs of two databases cannot be compared.</param>
    internal void Heard(long epoch, string? database = null)
    {
        lock (_gate)
        {
            var isOtherDatabase = database is not null && _database is not null && database != _database;

            // A late message of the writer before.
            if (epoch < _epoch && !isOtherDatabase)
                return;
            var now = _time.GetTimestamp();
            if (_epoch is not null && (isOtherDatabase || epoch != _epoch))
                _handOvers?.Record(_time.GetElapsedTime(_heardAt, now).TotalSeconds);
            (_database, _epoch, _heardAt) = (database ?? _database, epoch, now);
        }
    }
}
