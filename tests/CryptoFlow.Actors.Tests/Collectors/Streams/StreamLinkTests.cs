using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading.Channels;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Collectors.Streams;

/// <summary>One connection and its successors: subscriptions, pings, silence, cuts, back-off, and the planned replacement.</summary>
public sealed class StreamLinkTests : IStreamSink, IAsyncLifetime
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M1);

    /// <summary>A wait for an event ends with the event, so the clock does not run on meanwhile.</summary>
    private static readonly UnboundedChannelOptions AtOnce = new() { AllowSynchronousContinuations = true };

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<(ScriptedSocket Socket, DateTimeOffset At)> _opened = Channel.CreateUnbounded<(ScriptedSocket, DateTimeOffset)>(AtOnce);
    private readonly Channel<(string Reason, DateTimeOffset At)> _losses = Channel.CreateUnbounded<(string, DateTimeOffset)>(AtOnce);
    private readonly Channel<(long Connection, StreamMessage Message)> _messages = Channel.CreateUnbounded<(long, StreamMessage)>();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Func<WebSocket>? _refuses;

    /// <summary>Connections that are open and have not sent anything yet. Their threads may wait for a processor, and meanwhile the clock must not run on.</summary>
    private int _silent;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await AdvanceUntil(_running);
        _stop.Dispose();
    }

    void IStreamSink.OnMessage(long connection, StreamMessage message) => _messages.Writer.TryWrite((connection, message));

    void IStreamSink.OnRefused(SeriesKey series, string reason) => _losses.Writer.TryWrite(($"refused {series.Symbol}: {reason}", _time.GetUtcNow()));

    void IStreamSink.OnConnected(ImmutableArray<SeriesKey> series)
    {
    }

    void IStreamSink.OnAccepted(SeriesKey series) => _losses.Writer.TryWrite(($"accepted {series.Symbol}", _time.GetUtcNow()));

    void IStreamSink.OnLost(ImmutableArray<SeriesKey> series, string reason) => _losses.Writer.TryWrite((reason, _time.GetUtcNow()));

    private static string Candle(long minute = 0) =>
        $$"""{"topic":"kline.1.BTCUSDT","data":[{"start":{{minute * 60_000}},"end":{{(minute * 60_000) + 59_999}},"interval":"1","open":"1","close":"1","high":"1","low":"1","volume":"1","confirm":false}],"ts":{{(minute * 60_000) + 1}}}""";

    /// <summary>What a healthy exchange answers: each request and each ping, and a candle with the answer to a ping.</summary>
    private static string[] Healthy(string sent) => sent switch
    {
        "ping" => ["pong", BitgetCandle],
        _ when sent.Contains("USDT-FUTURES", StringComparison.Ordinal) => ["""{"event":"subscribe","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"}}"""],
        _ when sent.Contains("ping", StringComparison.Ordinal) => ["""{"success":true,"ret_msg":"pong","op":"ping"}"""],
        _ => ["""{"success":true,"ret_msg":"","req_id":"1","op":"subscribe"}"""],
    };

    /// <summary>An exchange that answers requests and no ping.</summary>
    private static string[] Mute(string sent) => sent.Contains("ping", StringComparison.Ordinal) ? [] : Healthy(sent);

    private void Start(StreamProtocol? protocol = null, StreamTimes? times = null, Func<string, string[]>? answers = null)
    {
        protocol ??= new BybitStream();
        var series = Series with { Instrument = new Instrument(protocol.Exchange, "BTCUSDT") };
        var setup = new StreamLinkSetup(new Uri("ws://exchange"), protocol, (_, _) =>
        {
            if (_refuses is { } refuses)
                return Task.FromResult(refuses());
            Interlocked.Increment(ref _silent);
            var socket = new ScriptedSocket(answers ?? Healthy, () => Interlocked.Decrement(ref _silent));
            _opened.Writer.TryWrite((socket, _time.GetUtcNow()));
            return Task.FromResult<WebSocket>(socket);
        }, times ?? new StreamTimes(), 7, _time);
        _running = Task.Run(() => new StreamLink(protocol.TopicsOf([series]), setup, this, 0).RunAsync(_stop.Token));
    }

    /// <summary>
    /// Lets the clock run in small steps until there is something to read. The loop looks itself: the continuation of a read may wait for a processor while the clock runs on
    /// for minutes.
    /// </summary>
    private async Task<T> UntilAsync<T>(ChannelReader<T> reader)
    {
        T? item = default;
        await AdvanceUntil(() => reader.TryRead(out item));
        return item!;
    }

    private Task AdvanceUntil(Task task) => AdvanceUntil(() => task.IsCompleted);

    /// <summary>
    /// On a thread without a context the timers' continuations run within a step. The clock stands still while a connection that is open has not subscribed: otherwise
    /// the connection would find that it has been silent for minutes.
    /// </summary>
    private async Task AdvanceUntil(Func<bool> holds)
    {
        var began = Stopwatch.GetTimestamp();
        for (var step = 1; !holds(); step++)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < HangGuard.Limit, "Nothing happened.");
            if (Volatile.Read(ref _silent) == 0)
                await Task.Run(() => _time.Advance(TimeSpan.FromMilliseconds(500)));

            // What happens on other threads needs the processor, too.
            if (Volatile.Read(ref _silent) > 0 || step % 1_000 == 0)
                await Eventually.PassAsync(TimeSpan.FromMilliseconds(1));
        }
    }

    private async Task<ScriptedSocket> OpenedAsync() => (await UntilAsync(_opened.Reader)).Socket;

    private async Task<ScriptedSocket> SubscribedAsync()
    {
        var socket = await OpenedAsync();
        Assert.Contains("subscribe", await UntilAsync(socket.Sent));
        return socket;
    }

    private async Task<string> LossAsync() => (await UntilAsync(_losses.Reader)).Reason;

    [Fact]
    public async Task A_message_in_several_frames_is_read_as_one()
    {
        Start();
        var socket = await SubscribedAsync();
        var text = Candle();
        await socket.SaysAsync(text[..20], isEnd: false);
        await socket.SaysAsync(text[20..21], isEnd: false);
        await socket.SaysAsync(text[21..]);
        await socket.SaysAsync("{half a frame");
        Assert.IsType<StreamMessage.Candles>((await _messages.Reader.ReadAsync()).Message);
        Assert.IsType<StreamMessage.Unreadable>((await _messages.Reader.ReadAsync()).Message);
    }

    [Fact]
    public async Task After_a_cut_the_link_connects_again_after_a_growing_pause_with_the_same_subscriptions()
    {
        Start();
        var (socket, _) = await UntilAsync(_opened.Reader);
        var pauses = new List<double>();
        for (var round = 0; round < 8; round++)
        {
            Assert.Contains("kline.1.BTCUSDT", await UntilAsync(socket.Sent));
            await socket.CutAsync();
            var (reason, lostAt) = await UntilAsync(_losses.Reader);
            Assert.Contains("cut", reason);
            Assert.True(socket.Ended.IsCompleted);
            (socket, var openedAt) = await UntilAsync(_opened.Reader);
            pauses.Add((openedAt - lostAt).TotalSeconds);
        }

        Assert.All(pauses.Index(), p => Assert.True(p.Item >= Math.Min(60, Math.Pow(2, p.Index)) / 2, $"The pause {p.Index} was {p.Item} s."));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_tried_again()
    {
        _refuses = () => throw new WebSocketException("no route");
        Start();
        Assert.Equal("no connection (no route)", await LossAsync());
        _refuses = null;
        await SubscribedAsync();
    }

    [Fact]
    public async Task A_connection_without_a_candle_is_dead_after_its_shortest_interval()
    {
        Start();
        var socket = await SubscribedAsync();
        await socket.SaysAsync(Candle());
        var heardAt = _time.GetUtcNow();
        var (reason, lostAt) = await UntilAsync(_losses.Reader);
        Assert.Equal("no candle came for 70 s", reason);
        Assert.True(lostAt - heardAt >= TimeSpan.FromSeconds(69), $"It was given up after {lostAt - heardAt}.");
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_a_ping_is_dead()
    {
        Start(answers: Mute);
        await SubscribedAsync();
        Assert.Equal("the exchange does not answer a ping", await LossAsync());
    }

    [Fact]
    public async Task A_subscription_without_an_answer_is_repeated_and_then_the_connection_is_given_up()
    {
        Start(new BitgetStream(), answers: _ => []);
        var socket = await OpenedAsync();
        var first = await UntilAsync(socket.Sent);
        Assert.Equal(first, await UntilAsync(socket.Sent));
        Assert.Equal("the exchange does not answer a subscription", await LossAsync());
    }

    [Fact]
    public async Task A_message_above_the_bound_ends_the_connection()
    {
        Start();
        var socket = await SubscribedAsync();
        for (var part = 0; part < (StreamLimits.MostMessageBytes / 4_000) + 2; part++)
            await socket.SaysAsync(new string('x', 4_000), isEnd: false);
        Assert.Contains("bytes", await LossAsync());
    }

    [Fact]
    public async Task An_old_connection_is_replaced_by_a_new_one_that_delivers_before_the_old_one_ends()
    {
        Start(new BitgetStream(), new StreamTimes { Lifetime = TimeSpan.FromMinutes(70) });
        var (old, openedAt) = await UntilAsync(_opened.Reader);
        var (next, replacedAt) = await UntilAsync(_opened.Reader);
        Assert.True(replacedAt - openedAt >= TimeSpan.FromMinutes(10), $"It was replaced after {replacedAt - openedAt}.");
        Assert.False(old.Ended.IsCompleted);

        await next.SaysAsync(BitgetCandle);
        await AdvanceUntil(old.Ended);
        Assert.False(next.Ended.IsCompleted);
        Assert.False(_losses.Reader.TryPeek(out _));
    }

    private const string BitgetCandle = """{"action":"update","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"},"data":[["0","1","1","1","1","1","1","1"]],"ts":1}""";
}
