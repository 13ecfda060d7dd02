using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Threading.Channels;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Streams;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Collectors.Streams;

/// <summary>One connection and its successors: subscriptions, pings, silence, cuts, back-off, and the planned replacement.</summary>
public sealed class StreamLinkTests : IStreamSink, IAsyncLifetime
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M1);

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<ScriptedSocket> _opened = Channel.CreateUnbounded<ScriptedSocket>();
    private readonly Channel<string> _losses = Channel.CreateUnbounded<string>();
    private readonly Channel<(long Connection, StreamMessage Message)> _messages = Channel.CreateUnbounded<(long, StreamMessage)>();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Func<WebSocket>? _refuses;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await AdvanceUntil(_running);
        _stop.Dispose();
    }

    void IStreamSink.OnMessage(long connection, StreamMessage message) => _messages.Writer.TryWrite((connection, message));

    void IStreamSink.OnRefused(SeriesKey series, string reason) => _losses.Writer.TryWrite($"refused {series.Symbol}: {reason}");

    void IStreamSink.OnConnected(ImmutableArray<SeriesKey> series)
    {
    }

    void IStreamSink.OnLost(string reason) => _losses.Writer.TryWrite(reason);

    private static string Candle(long minute = 0) =>
        $$"""{"topic":"kline.1.BTCUSDT","data":[{"start":{{minute * 60_000}},"end":{{(minute * 60_000) + 59_999}},"interval":"1","open":"1","close":"1","high":"1","low":"1","volume":"1","confirm":false}],"ts":{{(minute * 60_000) + 1}}}""";

    private void Start(StreamProtocol? protocol = null, StreamTimes? times = null)
    {
        protocol ??= new BybitStream();
        var series = Series with { Instrument = new Instrument(protocol.Exchange, "BTCUSDT") };
        var setup = new StreamLinkSetup(new Uri("ws://exchange"), protocol, (_, _) =>
        {
            if (_refuses is { } refuses)
                return Task.FromResult(refuses());
            var socket = new ScriptedSocket();
            _opened.Writer.TryWrite(socket);
            return Task.FromResult<WebSocket>(socket);
        }, times ?? new StreamTimes(), 7, _time);
        _running = new StreamLink(protocol.TopicsOf([series]), setup, this, 0).RunAsync(_stop.Token);
    }

    /// <summary>Lets the clock run in small steps until something has happened, and returns how much time that took.</summary>
    private async Task<(T Result, TimeSpan After)> UntilAsync<T>(ValueTask<T> happens)
    {
        var task = happens.AsTask();
        var started = _time.GetUtcNow();
        await AdvanceUntil(task);
        return (await task, _time.GetUtcNow() - started);
    }

    private async Task AdvanceUntil(Task task)
    {
        for (var step = 0; !task.IsCompleted && step < 100_000; step++)
        {
            // The tasks of the connection run between two steps.
            for (var hop = 0; hop < 4; hop++)
                await Task.Run(() => { });
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.True(task.IsCompleted, "Nothing happened.");
    }

    private async Task<ScriptedSocket> OpenedAsync() => (await UntilAsync(_opened.Reader.ReadAsync())).Result;

    private async Task<ScriptedSocket> SubscribedAsync()
    {
        var socket = await OpenedAsync();
        Assert.Contains("subscribe", (await UntilAsync(socket.Sent.ReadAsync())).Result);
        socket.Says("""{"success":true,"ret_msg":"","req_id":"1","op":"subscribe"}""");
        return socket;
    }

    [Fact]
    public async Task A_message_in_parts_is_read_whole()
    {
        Start();
        var socket = await SubscribedAsync();
        var text = Candle();
        socket.Says(text[..20], isEnd: false);
        socket.Says(text[20..21], isEnd: false);
        socket.Says(text[21..]);
        socket.Says("{half a frame");
        Assert.IsType<StreamMessage.Candles>((await _messages.Reader.ReadAsync()).Message);
        Assert.IsType<StreamMessage.Unreadable>((await _messages.Reader.ReadAsync()).Message);
    }

    [Fact]
    public async Task After_a_cut_another_connection_follows_with_a_pause_that_grows_and_with_the_same_subscriptions()
    {
        Start();
        var pauses = new List<TimeSpan>();
        for (var round = 0; round < 8; round++)
        {
            var socket = await SubscribedAsync();
            socket.Cut();
            Assert.Contains("cut", (await UntilAsync(_losses.Reader.ReadAsync())).Result);
            var (next, pause) = await UntilAsync(_opened.Reader.ReadAsync());
            _opened.Writer.TryWrite(next);
            pauses.Add(pause);
            Assert.True(socket.Ended.IsCompleted);
        }

        Assert.InRange(pauses[0], TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(pauses[^1], TimeSpan.FromSeconds(27), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_tried_again()
    {
        _refuses = () => throw new WebSocketException("no route");
        Start();
        Assert.Equal("no connection (no route)", (await UntilAsync(_losses.Reader.ReadAsync())).Result);
        _refuses = null;
        await SubscribedAsync();
    }

    [Fact]
    public async Task A_connection_without_a_candle_is_dead_after_its_shortest_interval()
    {
        Start();
        var socket = await SubscribedAsync();
        socket.Says(Candle());
        await _messages.Reader.ReadAsync();
        var answering = AnswerPingsAsync(socket);
        var (reason, after) = await UntilAsync(_losses.Reader.ReadAsync());
        Assert.Equal("no candle came for 70 s", reason);
        Assert.InRange(after, TimeSpan.FromSeconds(69), TimeSpan.FromSeconds(75));
        await socket.Ended;
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_a_ping_is_dead()
    {
        Start();
        await SubscribedAsync();
        Assert.Equal("the exchange does not answer a ping", (await UntilAsync(_losses.Reader.ReadAsync())).Result);
    }

    [Fact]
    public async Task A_subscription_without_an_answer_is_repeated_and_then_the_connection_is_given_up()
    {
        Start(new BitgetStream());
        var socket = await OpenedAsync();
        var first = (await UntilAsync(socket.Sent.ReadAsync())).Result;
        Assert.Equal(first, (await UntilAsync(socket.Sent.ReadAsync())).Result);
        Assert.Equal("the exchange does not answer a subscription", (await UntilAsync(_losses.Reader.ReadAsync())).Result);
    }

    [Fact]
    public async Task A_message_above_the_bound_ends_the_connection()
    {
        Start();
        var socket = await SubscribedAsync();
        for (var part = 0; part < (StreamLimits.MostMessageBytes / 4_000) + 2; part++)
            socket.Says(new string('x', 4_000), isEnd: false);
        Assert.Contains("bytes", (await UntilAsync(_losses.Reader.ReadAsync())).Result);
    }

    [Fact]
    public async Task An_old_connection_is_replaced_by_a_new_one_that_delivers_before_the_old_one_ends()
    {
        Start(new BitgetStream(), new StreamTimes { Lifetime = TimeSpan.FromMinutes(70) });
        var old = await OpenedAsync();
        using var living = new CancellationTokenSource();
        var life = LiveAsync(old, living.Token);
        var (next, after) = await UntilAsync(_opened.Reader.ReadAsync());
        Assert.InRange(after, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(71));
        Assert.False(old.Ended.IsCompleted);

        next.Says(BitgetCandle);
        await AdvanceUntil(old.Ended);
        Assert.False(next.Ended.IsCompleted);
        Assert.False(_losses.Reader.TryPeek(out _));
        await living.CancelAsync();
    }

    private const string BitgetCandle = """{"action":"update","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"},"data":[["0","1","1","1","1","1","1","1"]],"ts":1}""";

    /// <summary>Answers everything that the client sends, with a candle, too.</summary>
    private static async Task LiveAsync(ScriptedSocket socket, CancellationToken end)
    {
        await foreach (var sent in socket.Sent.ReadAllAsync(end))
        {
            socket.Says(sent == "ping" ? "pong" : """{"event":"subscribe","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"}}""");
            socket.Says(BitgetCandle);
        }
    }

    private static async Task AnswerPingsAsync(ScriptedSocket socket)
    {
        await foreach (var _ in socket.Sent.ReadAllAsync())
            socket.Says("""{"success":true,"ret_msg":"pong","op":"ping"}""");
    }
}
