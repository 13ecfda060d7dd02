using System.Threading.Channels;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Streams.Frames;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>
/// One open WebSocket. One task reads the client's frames into a bounded queue. Another task handles them, sends the candles that are due, and is the only writer.
/// If the client does not read, the writer waits. Afterwards it sends every candle that has closed in the meantime.
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
    private readonly SimulatedClock _clock;
    private readonly TimeProvider _time;
    private readonly StreamMeter _meter;
    private readonly FrameWriter _writer;
    private readonly FrameReader _reader;
    private readonly long _started;
    private readonly SlidingWindow _messages;
    private readonly SlidingWindow _subscribes;
    private readonly Heartbeat _heartbeat;
    private readonly StreamFaults _faults;
    private readonly MessageSender _sender;
    private readonly CandlePump _pump;

    // Null wakes the writer: time has passed, or the clock has moved.
    private readonly Channel<ClientMessage?> _inbox = Channel.CreateBounded<ClientMessage?>(new BoundedChannelOptions(UnreadMessages) { SingleReader = true });

    private int _clockMoves;
    private StreamEnd? _end;

    public StreamConnection(
        IStreamProtocol protocol,
        StreamRules rules,
        MarketView market,
        SimulatedClock clock,
        TimeProvider time,
        StreamFaults faults,
        StreamMeter meter,
        Stream stream)
    {
        _protocol = protocol;
        _rules = rules;
        _clock = clock;
        _time = time;
        _meter = meter;
        _writer = new FrameWriter(stream);
        _reader = new FrameReader(stream);
        _started = time.GetTimestamp();
        _messages = new SlidingWindow(rules.MessagesPerSecond, Second);
        _subscribes = new SlidingWindow(rules.SubscribesPerHour, Hour);
        _heartbeat = new Heartbeat(rules);
        _faults = faults;
        _sender = new MessageSender(protocol, market, _writer, faults, meter);
        _pump = new CandlePump(Topics, rules, market, clock, _sender);
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

    public bool LeavesPingUnanswered() => _faults.LeavesPingUnanswered();

    public bool Refuses(Topic topic) => _faults.Refuses(topic);

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
            // The reader never returns a continuation, so this kind marks the violation.
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
        Interlocked.Increment(ref _clockMoves);
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
                if (!LeavesPingUnanswered())
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
        _sender.SendLate(age);
        _pump.Send(age, clockMoved: Interlocked.Exchange(ref _clockMoves, 0) > 0);
        _end = _sender.End;
    }

    private TimeSpan NextDue(TimeSpan age)
    {
        var due = Min(Min(_heartbeat.NextDue, age + Hour), Min(_pump.NextDue(age), _sender.NextDue));
        if (_rules.Life is { } life)
            due = Min(due, life);
        return due;
    }

    // Timers have whole milliseconds, so the wait is rounded up. Time may pass before the timer is set, so the due time is checked again.
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

/// <summary>How a connection has ended.</summary>
internal enum StreamEnd
{
    /// <summary>The client has closed the connection, or is gone.</summary>
    Client,

    /// <summary>The exchange has sent a close frame.</summary>
    Closed,

    /// <summary>The exchange cuts the connection without a close frame. Bytes on their way may be lost.</summary>
    Cut,

    /// <summary>The exchange ends the connection without a close frame after its last bytes.</summary>
    Ended,
}
