using System.Threading.Channels;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams.Frames;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>
/// One open WebSocket. One task reads the client's frames into a bounded queue. Another task handles them, sends the candles that are due,
/// and is the only writer. If the client does not read, the writer waits; then it sends every candle that has closed meanwhile.
/// </summary>
internal sealed class StreamConnection : IStreamClient
{
    private const int ViolatesProtocol = 1002;
    private const int GoingAway = 1001;
    private const int UnreadMessages = 64;
    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly IStreamProtocol _protocol;
    private readonly StreamRules _rules;
    private readonly MarketView _market;
    private readonly SimulatedClock _clock;
    private readonly TimeProvider _time;
    private readonly StreamMeter _meter;
    private readonly FrameWriter _writer;
    private readonly FrameReader _reader;
    private readonly long _started;
    private readonly SlidingWindow _messages;
    private readonly SlidingWindow _subscribes;
    private readonly Heartbeat _heartbeat;

    // Null wakes the writer: time has passed, or the clock has moved.
    private readonly Channel<ClientMessage?> _inbox = Channel.CreateBounded<ClientMessage?>(new BoundedChannelOptions(UnreadMessages) { SingleReader = true });

    private TimeSpan _nextPush;
    private long _nextClose = long.MaxValue;
    private volatile bool _clockMoved;
    private StreamEnd? _end;

    public StreamConnection(IStreamProtocol protocol, StreamRules rules, MarketView market, SimulatedClock clock, TimeProvider time, StreamMeter meter, Stream stream)
    {
        _protocol = protocol;
        _rules = rules;
        _market = market;
        _clock = clock;
        _time = time;
        _meter = meter;
        _writer = new FrameWriter(stream);
        _reader = new FrameReader(stream);
        _started = time.GetTimestamp();
        _messages = new SlidingWindow(rules.MessagesPerSecond, Second);
        _subscribes = new SlidingWindow(rules.SubscribesPerHour, Hour);
        _heartbeat = new Heartbeat(rules);
    }

    public long NowMs => _clock.NowMs;

    public TopicList Topics { get; } = new();

    private TimeSpan Age => _time.GetElapsedTime(_started);

    private long AgeMs => (long)Age.TotalMilliseconds;

    /// <summary>Serves the client until one of the two ends the connection.</summary>
    public async Task<StreamEnd> RunAsync(CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var timer = _time.CreateTimer(_ => _inbox.Writer.TryWrite(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Changed += OnClockChanged;
        var reading = ReadAsync(ending.Token);
        try
        {
            _protocol.Opened(this);
            await StepAsync(timer, ending.Token);
            while (_end is null && await _inbox.Reader.WaitToReadAsync(ending.Token))
            {
                while (_end is null && _inbox.Reader.TryRead(out var message))
                {
                    if (message is { } received)
                        Handle(received);
                }
                await StepAsync(timer, ending.Token);
            }
            if (_end is StreamEnd.Closed)
                await ClientClosesAsync(ending.Token);
            return _end ?? StreamEnd.Client;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return _end ?? StreamEnd.Client;
        }
        finally
        {
            _clock.Changed -= OnClockChanged;
            await ending.CancelAsync();
            await reading;
        }
    }

    public void Reply(string text)
    {
        using var body = new JsonBody().Text(text);
        _writer.Text(body.Written.Span);
    }

    public void Beat() => _heartbeat.Beat(Age);

    public bool CountSubscribe()
    {
        if (!_subscribes.HasRoom(AgeMs))
            return false;
        _subscribes.Enter(AgeMs);
        return true;
    }

    public void Close(int code, string reason)
    {
        if (_end is not null)
            return;
        _writer.Close(code, reason);
        _end = StreamEnd.Closed;
    }

    // If the server closed its socket while the client still sends, the client would see a reset and might not see the close frame.
    private async Task ClientClosesAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ClosesWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        await foreach (var message in _inbox.Reader.ReadAllAsync(either.Token))
        {
            if (message is { Kind: Opcode.Close })
                return;
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _reader.ReadAsync(cancellation) is { } message)
                await _inbox.Writer.WriteAsync(message, cancellation);
        }
        catch (InvalidDataException)
        {
            // The payload is empty, so this is no close frame of the client that the writer answers.
            _inbox.Writer.TryWrite(new ClientMessage(Opcode.Continuation, []));
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
        _inbox.Writer.TryComplete();
    }

    private void OnClockChanged()
    {
        _clockMoved = true;
        _inbox.Writer.TryWrite(null);
    }

    private void Handle(ClientMessage message)
    {
        if (message.Kind is Opcode.Close)
        {
            _writer.Control(Opcode.Close, message.Payload);
            _end = StreamEnd.Client;
            return;
        }
        if (message.Kind is Opcode.Continuation)
        {
            Close(ViolatesProtocol, "");
            return;
        }
        if (!_messages.HasRoom(AgeMs))
        {
            _protocol.TooManyMessages(this);
            return;
        }

        _messages.Enter(AgeMs);
        _meter.Received();
        switch (message.Kind)
        {
            case Opcode.Ping:
                _writer.Control(Opcode.Pong, message.Payload);
                break;
            case Opcode.Pong:
                _heartbeat.Answered(message.Payload);
                break;
            default:
                _protocol.Receive(message.Payload, this);
                break;
        }
    }

    private async ValueTask StepAsync(ITimer timer, CancellationToken cancellation)
    {
        var age = Age;
        if (_end is null && _heartbeat.IsMissing(age))
            _end = StreamEnd.Cut;
        if (_end is null && age >= _rules.Life)
            Close(GoingAway, "");
        if (_end is null && _heartbeat.PingDue(age, NowMs) is { } payload)
            _writer.Control(Opcode.Ping, payload);
        if (_end is null)
            SendCandles(age);
        await _writer.FlushAsync(cancellation);
        if (_end is null)
            WakeAt(NextDue(Age), timer);
    }

    private void SendCandles(TimeSpan age)
    {
        var now = NowMs;
        var isTick = age >= _nextPush || _clockMoved;
        if (!isTick && now < _nextClose && Topics.Cursors.All(c => !c.IsNew))
            return;
        if (isTick)
            _nextPush = age + _rules.Cadence;
        _clockMoved = false;
        _nextClose = long.MaxValue;
        foreach (var cursor in Topics.Cursors)
        {
            if (_market.Tape(cursor.Topic, now) is { } tape)
                SendCandles(cursor, tape, now, isTick);
            _nextClose = Math.Min(_nextClose, cursor.NextClose(now));
        }
    }

    private void SendCandles(SeriesCursor cursor, Tape tape, long now, bool isTick)
    {
        if (cursor.IsNew)
        {
            using var first = cursor.First(tape, _rules.SnapshotRows);
            if (_rules.SnapshotRows > 0 || IsSent(first.Rows))
                Send(cursor.Topic, first.Rows, _rules.SnapshotRows > 0 ? MessageKind.Snapshot : MessageKind.Forming, now);
            return;
        }
        foreach (var closed in cursor.Closed(tape, now))
        {
            if (IsSent([closed]))
                Send(cursor.Topic, [closed], MessageKind.Closing, now);
        }
        if (isTick && cursor.TryForming(tape, now, out var forming) && IsSent([forming]))
            Send(cursor.Topic, [forming], MessageKind.Forming, now);
    }

    private bool IsSent(ReadOnlySpan<Candle> rows) => rows.Length > 0 && (_rules.SendsCandlesWithoutTrades || rows[^1].Volume > 0);

    private void Send(Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long now)
    {
        using var body = new JsonBody(512 + (rows.Length * 120));
        _protocol.Write(body, topic, rows, kind, now);
        _writer.Text(body.Written.Span);
        _meter.Sent(kind);
    }

    private TimeSpan NextDue(TimeSpan age)
    {
        var due = Min(_heartbeat.NextDue, age + Hour);
        if (_rules.Life is { } life)
            due = Min(due, life);
        if (Topics.Cursors.Count > 0)
        {
            due = Min(due, _nextPush);
            if (_clock.RealTimeUntil(_nextClose) is { } close)
                due = Min(due, age + close);
        }
        return due;
    }

    // Timers know whole milliseconds, so the wait is rounded up. Time may pass before the timer is set, so the due time is looked at again.
    private void WakeAt(TimeSpan due, ITimer timer)
    {
        var wait = Math.Ceiling((due - Age).TotalMilliseconds);
        if (wait > 0)
            timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
        if (Age >= due)
            _inbox.Writer.TryWrite(null);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>Who has ended a connection, and how.</summary>
internal enum StreamEnd
{
    /// <summary>The client has closed it, or is gone.</summary>
    Client,

    /// <summary>The exchange has sent a close frame.</summary>
    Closed,

    /// <summary>The exchange cuts it without a close frame.</summary>
    Cut,
}
