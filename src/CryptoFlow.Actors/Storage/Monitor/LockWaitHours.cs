using System.Collections.Immutable;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// Counts the lock waits of this run by hour, and creates the orders to record them: at most one a minute while there are waits, and one an hour otherwise. An hour
/// without a wait is recorded, too. So it differs from an hour in which the program did not run. Used from one actor.
/// </summary>
/// <param name="startedAt">Names the run, ms UTC.</param>
internal sealed class LockWaitHours(long startedAt)
{
    /// <summary>Time between two orders. If the program is killed, the waits of at most this time are lost.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Maximum number of hours that wait for the writer. If the writer cannot write for a longer time, the oldest hours are lost.</summary>
    private const int MostWaiting = 48;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>The hours whose newest values the writer has not recorded yet, ascending.</summary>
    private readonly SortedDictionary<long, LockWaitHour> _changed = [];

    /// <summary>The hours of the order that is under way.</summary>
    private ImmutableArray<LockWaitHour> _sent = [];

    private WriteId? _underWay;
    private TimeSpan? _orderedAt;
    private TimeSpan? _begunAt;
    private LockWaitHour _present;

    /// <param name="wait">The waits of one transaction or query that had to wait.</param>
    /// <param name="time">ms UTC.</param>
    public void Add(LockWait wait, long time)
    {
        Enter(time);
        var ms = wait.Waited.TotalMilliseconds;
        Change(_present with
        {
            Waits = _present.Waits + 1,
            Timeouts = _present.Timeouts + (wait.WasRefused ? 1 : 0),
            TotalMs = _present.TotalMs + ms,
            MaxMs = Math.Max(_present.MaxMs, ms),
        });
    }

    /// <summary>The order that is due now, or null.</summary>
    /// <param name="time">ms UTC.</param>
    /// <param name="now">The time on a monotonic clock.</param>
    public WriterProtocol.RecordLockWaits? Next(long time, TimeSpan now)
    {
        _begunAt ??= now;
        Enter(time);
        if (_changed.Count == 0 || now - (_orderedAt ?? _begunAt) < Pause)
            return null;
        _orderedAt = now;
        _underWay = WriteId.New();
        _sent = [.. _changed.Values];
        return new WriterProtocol.RecordLockWaits(_underWay.Value, startedAt, _sent, AnswerWithin);
    }

    /// <summary>The writer has recorded an order. A refused order is sent again with the next one.</summary>
    public void Recorded(WriteId id)
    {
        if (_underWay != id)
            return;
        _underWay = null;
        foreach (var hour in _sent)
        {
            if (_changed.TryGetValue(hour.Hour, out var now) && now == hour)
                _changed.Remove(hour.Hour);
        }
    }

    /// <summary>Begins the hour of a time. If the clock is set back, the present hour continues, so that no hour is counted twice.</summary>
    private void Enter(long time)
    {
        if (LockWaitHour.Of(time) is var hour && hour > _present.Hour)
            Change(new LockWaitHour(hour, 0, 0, 0, 0));
    }

    private void Change(LockWaitHour hour)
    {
        _present = hour;
        _changed[hour.Hour] = hour;
        if (_changed.Count > MostWaiting)
            _changed.Remove(_changed.Keys.First());
    }
}
