using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Sockets;

public sealed class SocketTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string> Junk =>
    [
        "junk",
        "",
        "[]",
        "{}",
        "{\"type\":\"hello\",\"symbol\":\"btcusdt\"}",
        "{\"type\":1,\"symbol\":\"btcusdt\"}",
        "{\"type\":\"\\ud800\"}",
        "{\"type\":\"subscribe\",\"symbol\":\"\\ud800\"}",
        "{\"type\":\"subscribe\"}",
        "{\"type\":\"subscribe\",\"symbol\":{}}",
        "{\"type\":\"subscribe\",\"symbol\":\"btc usdt\"}",
        "{\"type\":\"subscribe\",\"symbol\":\"btcusdt\",\"exchange\":\"kraken\"}",
        "{\"type\":\"subscribe\",\"symbol\":\"btcusdt\",\"tf\":\"2h\"}",
        "{\"type\":\"subscribe\",\"symbol\":\"dogeusdt\"}",
        "{\"type\":\"unsubscribe\",\"symbol\":\"btcusdt\"}",
        "{\"type\":\"subscribe\",\"type\":\"subscribe\",\"symbol\":\"btcusdt\"}",
    ];

    [Theory]
    [InlineData("/")]
    [InlineData("/ws")]
    public async Task A_subscription_gives_the_history_and_then_each_committed_candle(string path)
    {
        Serve(Some.Candles(3));
        using var client = await SocketClient.ConnectAsync(_server, path);

        await client.SendAsync("""{"type":"subscribe","symbol":"btcusdt","exchange":"binance"}""");
        var history = await client.ReadAsync("history");
        Commit(8, Some.CandleAt(Some.Start + 2_700_000, close: 102));
        var candle = await client.ReadAsync("candle");

        Assert.Equal(["type", "symbol", "exchange", "tf", "candles"], history.Names());
        Assert.Equal(("BTCUSDT", "binance", 15, 3), (history.GetProperty("symbol").GetString()!, history.GetProperty("exchange").GetString()!, history.GetProperty("tf").GetInt32(), history.GetProperty("candles").GetArrayLength()));
        Assert.Equal(
            """{"type":"candle","symbol":"binance:btcusdt","tf":15,"candle":{"time":1700002800000,"open":100,"high":102.5,"low":99.5,"close":102,"volume":12.5,"buyVolume":7.5,"sellVolume":5,"delta":2.5,"tradeCount":321,"clusters":{}}}""",
            candle.GetRawText());
    }

    [Fact]
    public async Task History_is_the_latest_thousand()
    {
        ReaderProtocol.ReadCandles? query = null;
        _server.System.Readers = m => Some.Read((query = (ReaderProtocol.ReadCandles)m).Series, Some.Candles(1000));
        using var client = await SocketClient.ConnectAsync(_server);
        var began = Stopwatch.GetTimestamp();

        await client.SubscribeAsync(Some.Btc);

        Assert.Equal(1000, (await client.ReadAsync("history")).GetProperty("candles").GetArrayLength());
        Assert.Equal((1000, (long?)null), (query!.Limit, query.Before));
        Assert.InRange(_server.System.Reading.Since, TimeSpan.Zero, Stopwatch.GetElapsedTime(began));
    }

    [Theory]
    [MemberData(nameof(Junk))]
    public async Task A_message_that_cannot_be_handled_gets_an_error_and_the_connection_stays(string junk)
    {
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1), known: false);
        using var client = await SocketClient.ConnectAsync(_server);

        await client.SendAsync(junk);
        var error = await client.ReadAsync("error");
        await client.SubscribeAsync(Some.Btc);
        await client.ReadAsync("history");

        Assert.EndsWith(".", error.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(_server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task Ten_messages_that_cannot_be_followed_end_the_connection()
    {
        using var client = await SocketClient.ConnectAsync(_server);
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync("junk");
            await client.ReadAsync("error");
        }

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await client.ReadToCloseAsync());
    }

    /// <summary>The server's clock stands still, so the time limit of the close frame never expires, however long the megabyte takes.</summary>
    [Fact]
    public async Task A_megabyte_of_junk_ends_the_connection()
    {
        await using var server = await WebServer.StartAsync(new FakeSystem { Time = new FakeTimeProvider() });
        using var client = await SocketClient.ConnectAsync(server);

        await client.SendAsync(new string('x', 1 << 20));

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await client.ReadToCloseAsync());
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task The_longest_message_that_is_allowed_is_read()
    {
        Serve(Some.Candles(1));
        using var client = await SocketClient.ConnectAsync(_server);
        const string Subscribe = """{"type":"subscribe","symbol":"btcusdt"}""";

        await client.SendAsync(Subscribe + new string(' ', SocketConnection.MaxMessageBytes - Subscribe.Length));

        await client.ReadAsync("history");
    }

    [Fact]
    public async Task Binary_messages_end_the_connection()
    {
        using var client = await SocketClient.ConnectAsync(_server);

        await client.SendAsync("{}", WebSocketMessageType.Binary);

        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await client.ReadToCloseAsync());
    }

    [Fact]
    public async Task After_an_unsubscribe_nothing_more_comes()
    {
        Serve(Some.Candles(1));
        using var client = await SocketClient.ConnectAsync(_server);
        await client.SubscribeAsync(Some.Btc);
        await client.ReadAsync("history");
        Commit(8, Some.CandleAt(Some.Start + 900_000));
        await client.ReadAsync("candle");

        await client.SendAsync("""{"type":"unsubscribe","symbol":"btcusdt"}""");
        await client.ReadAsync("unsubscribed");
        Commit(9, Some.CandleAt(Some.Start + 900_000));
        await client.SendAsync("junk");

        await client.ReadAsync("error");
    }

    [Fact]
    public async Task More_subscriptions_than_allowed_are_refused()
    {
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));
        using var client = await SocketClient.ConnectAsync(_server);
        for (var i = 0; i < 64; i++)
        {
            await client.SendAsync($$"""{"type":"subscribe","symbol":"S{{i}}"}""");
            await client.ReadAsync("history");
        }

        await client.SendAsync("""{"type":"subscribe","symbol":"S64"}""");

        Assert.Contains("64", (await client.ReadAsync("error")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_said_and_can_be_asked_for_again()
    {
        _server.System.Readers = _ => new ReaderProtocol.ReadRefused(ReadRefusal.QueueFull, "Full.", TimeSpan.FromSeconds(1));
        using var client = await SocketClient.ConnectAsync(_server);
        await client.SubscribeAsync(Some.Btc);
        await client.ReadAsync("error");

        Serve(Some.Candles(1));
        await client.SubscribeAsync(Some.Btc);

        await client.ReadAsync("history");
    }

    [Fact]
    public async Task The_pages_of_a_backfill_from_before_the_window_are_not_pushed()
    {
        Serve(Some.Candles(1000));
        using var client = await SocketClient.ConnectAsync(_server);
        await client.SubscribeAsync(Some.Btc);
        await client.ReadAsync("history");

        Commit(8, [.. Some.Candles(1500, Some.Start - (1_500L * 900_000))]);
        Commit(9, Some.CandleAt(Some.Start + (1000L * 900_000)));

        Assert.Equal(Some.Start + (1000L * 900_000), TimeOf(await NextAboveAsync(client, Some.Start - 900_000)));
    }

    [Fact]
    public async Task A_client_more_than_there_are_places_for_is_refused_until_one_leaves()
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:MaxWebSockets=1");
        using (var first = await SocketClient.ConnectAsync(server))
        {
            await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.ConnectAsync(server));
            await first.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        var counters = server.Services.GetRequiredService<SocketCounters>();
        Assert.True(SpinWait.SpinUntil(() => counters.Snapshot().Clients == 0, HangGuard.Limit));
        using var next = await SocketClient.ConnectAsync(server);
        Assert.Equal((2L, 1L), (counters.Snapshot().Accepted, counters.Snapshot().Refused));
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    private static long TimeOf(JsonElement message) => message.GetProperty("candle").GetProperty("time").GetInt64();

    /// <summary>The window covers exactly a thousand intervals before the newest candle, so one candle from before the history may come.</summary>
    private static async Task<JsonElement> NextAboveAsync(SocketClient client, long time)
    {
        while (true)
        {
            var message = await client.ReadAsync("candle");
            Assert.True(TimeOf(message) >= time, $"{TimeOf(message)} is older than the window.");
            if (TimeOf(message) > time)
                return message;
        }
    }

    private void Serve(System.Collections.Immutable.ImmutableArray<Candle> candles) => _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, candles);

    private void Commit(long version, params Candle[] candles) =>
        _server.Commits.Publish(new WriterProtocol.CandlesCommitted(Some.Btc, WriteLane.Sync, [.. candles], version));
}
