using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Bitget;

/// <summary>Bitget's public stream, as docs/exchanges.md, Candle streams, describes it.</summary>
public sealed class BitgetStreamTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    [Fact]
    public async Task The_first_message_is_a_snapshot_of_500_rows_and_the_next_one_an_update_of_one()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);
        await socket.SendAsync(StreamSocket.Subscribe(Venue.Bitget));

        Assert.Equal("""{"event":"subscribe","arg":{"instType":"USDT-FUTURES","channel":"candle15m","instId":"BTCUSDT"}}""", await socket.TextAsync());
        var snapshot = await socket.JsonAsync();
        exchange.Simulator.Clock.Advance(1000);
        var update = await socket.JsonAsync();

        Assert.Equal(("snapshot", "update"), (Text(snapshot, "action"), Text(update, "action")));
        var rows = StreamedCandle.Read(Venue.Bitget, snapshot);
        Assert.Equal(Enumerable.Range(-499, 500).Select(k => T0 + (k * I)), rows.Select(r => r.OpenTime));
        Assert.Equal(T0, Assert.Single(StreamedCandle.Read(Venue.Bitget, update)).OpenTime);
        Assert.Equal(T0 + 2000, update.GetProperty("ts").GetInt64());
        Assert.Equal(8, update.GetProperty("data")[0].GetArrayLength());
        Assert.Equal(update.GetProperty("data")[0][6].GetString(), update.GetProperty("data")[0][7].GetString());
    }

    [Fact]
    public async Task The_snapshots_closed_rows_are_those_of_the_REST_answer()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bitget);

        var snapshot = await socket.CandlesAsync(Venue.Bitget);

        var rows = await exchange.Rows(Venue.Bitget, CandlePath(Venue.Bitget, end: T0, limit: 200));
        Assert.Equal(rows.Select(r => StreamedCandle.ValuesOf(Venue.Bitget, r)), snapshot[^201..^1].Select(c => c.Values));
    }

    [Theory]
    [InlineData("candle1Dutc", 0)]
    [InlineData("candle1D", -28_800_000)]
    public async Task A_day_begins_at_UTC_or_at_UTC_plus_8(string channel, long offset)
    {
        await using var exchange = await StartAsync(T0 + 3_600_000);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);
        await socket.AskAsync(Request("subscribe", channel: channel));

        Assert.Equal(T0 + offset, (await socket.CandlesAsync(Venue.Bitget))[^1].OpenTime);
    }

    [Theory]
    [InlineData("candle1h", "BTCUSDT", """{"event":"error","arg":{"instType":"USDT-FUTURES","channel":"candle1h","instId":"BTCUSDT"},"code":30016,"msg":"Param error","op":"subscribe"}""")]
    [InlineData("books", "BTCUSDT", """{"event":"error","arg":{"instType":"USDT-FUTURES","channel":"books","instId":"BTCUSDT"},"code":30016,"msg":"Param error","op":"subscribe"}""")]
    [InlineData("candle15m", "NOSUCHUSDT", """{"event":"error","arg":{"instType":"USDT-FUTURES","channel":"candle15m","instId":"NOSUCHUSDT"},"code":30001,"msg":"instType:USDT-FUTURES,channel:candle15m,instId:NOSUCHUSDT doesn\u0027t exist","op":"subscribe"}""")]
    public async Task A_wrong_subscription_gets_the_exchanges_error(string channel, string symbol, string error)
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);

        Assert.Equal(error, await socket.AskAsync(Request("subscribe", channel: channel, symbol: symbol)));
    }

    [Fact]
    public async Task A_wrong_product_type_is_acknowledged_and_gets_no_messages()
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);

        Assert.StartsWith("""{"event":"subscribe",""", await socket.AskAsync(Request("subscribe", product: "mc")));
        exchange.Simulator.Clock.Advance(I);
        Assert.Equal("pong", await socket.AskAsync("ping"));
    }

    [Theory]
    [InlineData("{", 30002)]
    [InlineData("""{"op":"dance"}""", 30003)]
    [InlineData("""{"op":"subscribe"}""", 30016)]
    [InlineData("""{"op":"subscribe","args":[{"channel":"candle1m"}]}""", 30016)]
    [InlineData("""{"op":"unsubscribe","args":["x"]}""", 30016)]
    public async Task A_message_that_is_not_a_request_gets_an_error(string text, int code)
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);

        var error = JsonDocument.Parse((await socket.AskAsync(text))!).RootElement;

        Assert.Equal(("error", code), (Text(error, "event"), error.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Unsubscribing_ends_the_messages_and_a_new_subscription_begins_with_a_snapshot()
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bitget);
        await socket.CandlesAsync(Venue.Bitget);

        Assert.StartsWith("""{"event":"unsubscribe",""", await socket.AskAsync(Request("unsubscribe")));
        exchange.Simulator.Clock.Advance(1000);
        Assert.StartsWith("""{"event":"subscribe",""", await socket.AskAsync(Request("subscribe")));

        Assert.Equal(500, (await socket.CandlesAsync(Venue.Bitget)).Length);
    }

    [Fact]
    public async Task Only_a_text_ping_keeps_a_connection_even_while_candles_flow()
    {
        await using var exchange = await StartAsync(T0, o => o with { TimeProvider = _time, Speed = 0 });
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bitget);
        await socket.CandlesAsync(Venue.Bitget);

        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal("pong", await socket.AskAsync("ping"));
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.StartsWith("""{"event":"error",""", await socket.AskAsync("""{"op":"ping"}"""));
        exchange.Simulator.Clock.Advance(1000);
        await socket.CandleAsync(Venue.Bitget);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<WebSocketException>(socket.TextAsync);
    }

    [Fact]
    public async Task The_eleventh_message_in_a_second_ends_the_connection()
    {
        await using var exchange = await StartAsync(configure: o => o with { TimeProvider = _time });
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);
        for (var i = 0; i < 10; i++)
            Assert.Equal("pong", await socket.AskAsync("ping"));

        Assert.Contains("30006", await socket.AskAsync("ping"));
        Assert.Null(await socket.TextAsync());
    }

    [Fact]
    public async Task Too_many_subscribe_requests_or_channels_end_the_connection()
    {
        await using var exchange = await StartAsync(configure: o => o with { BitgetStreams = o.BitgetStreams with { SubscribesPerHour = 1, Topics = 1 } });
        using var requests = await StreamSocket.SubscribedAsync(exchange, Venue.Bitget);
        await requests.CandlesAsync(Venue.Bitget);
        Assert.Contains("30007", await requests.AskAsync(Request("subscribe", symbol: "ETHUSDT")));
        Assert.Null(await requests.TextAsync());

        using var channels = await StreamSocket.ConnectAsync(exchange, Venue.Bitget);
        await channels.SendAsync("""{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"},{"instType":"USDT-FUTURES","channel":"candle1m","instId":"ETHUSDT"}]}""");
        Assert.StartsWith("""{"event":"subscribe",""", await channels.TextAsync());
        Assert.Contains("30007", await channels.TextAsync());
        Assert.Null(await channels.TextAsync());
    }

    private static string Request(string operation, string product = "USDT-FUTURES", string channel = "candle15m", string symbol = "BTCUSDT") =>
        $$"""{"op":"{{operation}}","args":[{"instType":"{{product}}","channel":"{{channel}}","instId":"{{symbol}}"}]}""";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
