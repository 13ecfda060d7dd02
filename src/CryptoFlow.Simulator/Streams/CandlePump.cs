using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Streams;

/// <summary>
/// Decides which candles a connection sends and when: a closed candle at its boundary, the forming candle at the exchange's cadence. The candles follow the
/// simulated clock; the cadence is real time.
/// </summary>
internal sealed class CandlePump(TopicList topics, StreamRules rules, MarketView market, SimulatedClock clock, MessageSender sender)
{
    private TimeSpan _nextTick;
    private long _nextClose = long.MaxValue;

    /// <summary>The age of the connection at which something is due, if it has <paramref name="age"/> now.</summary>
    public TimeSpan NextDue(TimeSpan age)
    {
        if (topics.Cursors.Count == 0)
            return TimeSpan.MaxValue;
        return clock.RealTimeUntil(_nextClose) is { } close && age + close < _nextTick ? age + close : _nextTick;
    }

    /// <summary>Sends the candles that are due.</summary>
    public void Send(TimeSpan age, bool clockMoved)
    {
        var now = clock.NowMs;
        var isTick = age >= _nextTick || clockMoved;
        if (!isTick && now < _nextClose && topics.Cursors.All(c => !c.IsNew))
            return;

        if (isTick)
            _nextTick = age + rules.Cadence;
        _nextClose = long.MaxValue;
        foreach (var cursor in topics.Cursors)
        {
            if (market.Tape(cursor.Topic, now) is { } tape)
                Send(cursor, tape, now, isTick, age);
            _nextClose = Math.Min(_nextClose, cursor.NextClose(now));
        }
    }

    private void Send(SeriesCursor cursor, Tape tape, long now, bool isTick, TimeSpan age)
    {
        if (cursor.IsNew)
        {
            using var first = cursor.First(tape, rules.SnapshotRows);
            if (rules.SnapshotRows > 0 || IsSent(first.Rows))
                sender.Send(cursor.Topic, first.Rows, rules.SnapshotRows > 0 ? MessageKind.Snapshot : MessageKind.Forming, now, age);
            return;
        }
        foreach (var closed in cursor.Closed(tape, now))
        {
            if (IsSent([closed]))
                sender.Send(cursor.Topic, [closed], MessageKind.Closing, now, age);
        }
        if (isTick && cursor.TryForming(tape, now, out var forming) && IsSent([forming]))
            sender.Send(cursor.Topic, [forming], MessageKind.Forming, now, age);
    }

    private bool IsSent(ReadOnlySpan<Candle> rows) => rows.Length > 0 && (rules.SendsCandlesWithoutTrades || rows[^1].Volume > 0);
}
