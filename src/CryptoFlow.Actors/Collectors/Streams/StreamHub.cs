using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Threading.Channels;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>A candle that a stream has closed.</summary>
/// <param name="Series">The series.</param>
/// <param name="Candle">The candle.</param>
/// <param name="ExchangeTime">The exchange's clock when it sent the closing message, ms UTC.</param>
/// <param name="ArrivedAt">When the message arrived, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record ClosedByStream(SeriesKey Series, Candle Candle, long ExchangeTime, long ArrivedAt)
{
    /// <summary>Time from the candle's end to the closing message, by the exchange's clock.</summary>
    public TimeSpan SentAfter => TimeSpan.FromMilliseconds(Math.Max(0, ExchangeTime - Candle.OpenTime - Series.Interval.Milliseconds));
}

/// <summary>
/// Collects the messages of all connections of one exchange. Closed candles go into a bounded queue, forming candles onto the <see cref="FormingBoard"/>. No method
/// waits, so a slow writer never makes a connection look dead. Safe for concurrent use.
/// </summary>
internal sealed class StreamHub : IStreamSink
{
    /// <summary>More candles than all series of an exchange close at the same time. A candle that does not fit is dropped and counted; the next poll brings it.</summary>
    private const int MostWaiting = 4_096;

    /// <summary>
    /// The time of a message may differ this much from the exchange's clock that REST shows, ms. A simulated exchange may run 300 times as fast as real time, and
    /// then REST is asked only every few seconds.
    /// </summary>
    private const long MostOffClock = 15 * 60_000;

    private readonly Lock _gate = new();
    private readonly FrozenDictionary<SeriesKey, SeriesTracker> _trackers;
    private readonly FormingBoard _board;
    private readonly TimeProvider _time;
    private readonly Action<ImmutableArray<SeriesKey>> _onChange;
    private readonly Channel<ClosedByStream> _closed;
    private ImmutableDictionary<SeriesKey, string> _refused = ImmutableDictionary<SeriesKey, string>.Empty;
    private DroppedMessages _dropped;
    private long _messages;
    private long _lost;
    private long? _lastMessageAt;
    private long? _offset;
    private string? _lastLoss;

    /// <param name="series">The series.</param>
    /// <param name="board">Shows the forming candles.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onChange">Called when a connection was lost, or opened for some series. May be called from any thread.</param>
    public StreamHub(ImmutableArray<SeriesKey> series, FormingBoard board, TimeProvider time, Action<ImmutableArray<SeriesKey>> onChange)
    {
        (_board, _time, _onChange) = (board, time, onChange);
        _trackers = series.ToFrozenDictionary(s => s, s => new SeriesTracker(s));
        _closed = Channel.CreateBounded<ClosedByStream>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    }

    /// <summary>The closed candles, in the order of their arrival.</summary>
    public ChannelReader<ClosedByStream> Closed => _closed.Reader;

    private long Uptime => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    public void OnMessage(long connection, StreamMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case StreamMessage.Candles candles:
                    Take(connection, candles);
                    break;
                case StreamMessage.NotSubscribed:
                    _dropped = _dropped with { NotSubscribed = _dropped.NotSubscribed + 1 };
                    break;
                case StreamMessage.Unreadable:
                    _dropped = _dropped with { Unreadable = _dropped.Unreadable + 1 };
                    break;
            }
        }
    }

    public void OnRefused(SeriesKey series, string reason)
    {
        lock (_gate)
        {
            _refused = _refused.SetItem(series, reason);
            _trackers.GetValueOrDefault(series)?.OnRefused();
            _board.Clear(series);
        }

        _onChange([]);
    }

    public void OnAccepted(SeriesKey series)
    {
        lock (_gate)
            _refused = _refused.Remove(series);
        _onChange([]);
    }

    public void OnConnected(ImmutableArray<SeriesKey> series) => _onChange(series);

    public void OnLost(ImmutableArray<SeriesKey> series, string reason)
    {
        lock (_gate)
        {
            (_lastLoss, _lost) = (reason, _lost + 1);
            foreach (var key in series)
                _board.Clear(key);
        }

        _onChange([]);
    }

    /// <summary>REST has answered about a series: its newest closed candle, and the exchange's clock.</summary>
    /// <param name="series">The series.</param>
    /// <param name="newestClosed">Open time of the newest closed candle, ms UTC.</param>
    /// <param name="offset">The exchange's clock minus the monotonic time, ms; null if unknown.</param>
    public void OnRest(SeriesKey series, long newestClosed, long? offset)
    {
        lock (_gate)
        {
            _offset = offset ?? _offset;
            if (!_trackers.TryGetValue(series, out var tracker))
                return;
            tracker.OnRest(newestClosed);
            if (_board.Find(series) is { } forming && forming.Candle.OpenTime <= newestClosed)
                _board.Clear(series);
        }
    }

    /// <summary>The present figures.</summary>
    public StreamFigures Figures()
    {
        lock (_gate)
        {
            return new StreamFigures(
                _messages, _dropped, _lost, _lastMessageAt, _lastLoss, _refused,
                _trackers.Values.ToImmutableDictionary(t => t.Series, t => t.NewestShown));
        }
    }

    /// <summary>The stream of a series is silent, so its candle on the board is old.</summary>
    public void OnSilent(SeriesKey series) => _board.Clear(series);

    /// <summary>Ends the queue, and takes the forming candles off the board.</summary>
    public void Complete(Exception? defect = null)
    {
        _closed.Writer.TryComplete(defect);
        foreach (var series in _trackers.Keys)
            _board.Clear(series);
    }

    private void Take(long connection, StreamMessage.Candles message)
    {
        _messages++;
        _lastMessageAt = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _dropped = _dropped with { Unreadable = _dropped.Unreadable + message.Rejected };
        if (!_trackers.TryGetValue(message.Series, out var tracker))
            return;
        if (_offset is { } offset && Math.Abs(Uptime + offset - message.ExchangeTime) > MostOffClock)
        {
            _dropped = _dropped with { Impossible = _dropped.Impossible + 1 };
            return;
        }

        _refused = _refused.Remove(message.Series);

        // A snapshot has hundreds of rows. Only the newest two matter: the forming candle, and the candle before, which has closed.
        foreach (var row in message.Rows.AsSpan()[Math.Max(0, message.Rows.Length - 2)..])
            Take(tracker, tracker.Take(connection, row, message.ExchangeTime), message.ExchangeTime);
    }

    private void Take(SeriesTracker tracker, StreamStep step, long exchangeTime)
    {
        if (step.Verdict == StreamVerdict.Late)
            _dropped = _dropped with { Late = _dropped.Late + 1 };
        if (step.Verdict == StreamVerdict.Impossible)
            _dropped = _dropped with { Impossible = _dropped.Impossible + 1 };
        if (step.Closed is { } closed)
        {
            _board.Clear(tracker.Series);
            if (!_closed.Writer.TryWrite(new ClosedByStream(tracker.Series, closed, exchangeTime, _time.GetTimestamp())))
                _dropped = _dropped with { Overflow = _dropped.Overflow + 1 };
        }

        if (step.Forming is { } forming)
            _board.Show(tracker.Series, new FormingCandle(forming, exchangeTime));
    }
}

/// <summary>The figures of a <see cref="StreamHub"/>.</summary>
/// <param name="Messages">Messages with candles.</param>
/// <param name="Dropped">Dropped messages and rows.</param>
/// <param name="Lost">Connections that were lost or could not be opened.</param>
/// <param name="LastMessageAt">When the last message with a candle came, ms UTC.</param>
/// <param name="LastLoss">Why the last connection was lost.</param>
/// <param name="Refused">Refused series.</param>
/// <param name="NewestShown">Open time of the newest candle that the streams have shown, for each series.</param>
internal sealed record StreamFigures(
    long Messages,
    DroppedMessages Dropped,
    long Lost,
    long? LastMessageAt,
    string? LastLoss,
    ImmutableDictionary<SeriesKey, string> Refused,
    ImmutableDictionary<SeriesKey, long> NewestShown);
