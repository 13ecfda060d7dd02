using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Bybit;

/// <summary>Bybit's public stream, as docs/exchanges.md, Candle streams, describes it.</summary>
public sealed class BybitStreamTests
{
    [Fact]
    public async Task A_subscription_is_acknowledged_with_the_requests_id()
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        var ack = await Ask(socket, StreamSocket.Subscribe(Venue.Bybit));

        Assert.True(ack.GetProperty("success").GetBoolean());
        Assert.Equal(("", "a1", "subscribe"), (Text(ack, "ret_msg"), Text(ack, "req_id"), Text(ack, "op")));
        Assert.NotEmpty(Text(ack, "conn_id"));
    }

    [SkippableFact]
    public async Task A_message_has_the_members_of_the_documented_message_in_order_and_kind()
    {
        var documented = SharedData.Fixture("bybit/docs-samples/ws_kline_5.json");
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bybit, "5m");

        var message = await socket.JsonAsync();

        Assert.Equal(Shape(documented), Shape(message));
        Assert.Equal("kline.5.BTCUSDT", Text(message, "topic"));
        Assert.Equal((T0 + 1000, "snapshot"), (message.GetProperty("ts").GetInt64(), Text(message, "type")));
        Assert.Equal(T0 + 299_999, message.GetProperty("data")[0].GetProperty("end").GetInt64());
    }

    [Fact]
    public async Task A_ping_is_answered_with_op_ping()
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        var pong = await Ask(socket, """{"op":"ping"}""");

        Assert.Equal(("pong", "", "ping"), (Text(pong, "ret_msg"), Text(pong, "req_id"), Text(pong, "op")));
        Assert.True(pong.GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("""["kline.15.BTCUSDT","kline.15.NOSUCHUSDT"]""", "error:handler not found,topic:kline.15.NOSUCHUSDT")]
    [InlineData("""["kline.7.BTCUSDT"]""", "error:handler not found,topic:kline.7.BTCUSDT")]
    [InlineData("""["kline.15.btcusdt"]""", "error:handler not found,topic:kline.15.btcusdt")]
    [InlineData("""["kline.15.ETHUSDT","kline.5.BTCUSDT"]""", "error:already subscribed,topic:kline.5.BTCUSDT")]
    [InlineData("[]", "Params Error")]
    [InlineData("[1]", "Params Error")]
    public async Task One_wrong_topic_refuses_the_whole_request(string args, string message)
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bybit, "5m");
        await socket.CandleAsync(Venue.Bybit);

        var refusal = await Ask(socket, $$"""{"req_id":"b","op":"subscribe","args":{{args}}}""");

        Assert.False(refusal.GetProperty("success").GetBoolean());
        Assert.Equal((message, "b", "subscribe"), (Text(refusal, "ret_msg"), Text(refusal, "req_id"), Text(refusal, "op")));
        exchange.Simulator.Clock.Advance(1000);
        await socket.CandleAsync(Venue.Bybit);
        await Ask(socket, """{"op":"ping"}""");
        Assert.Equal(2, exchange.Simulator.Streams(Venue.Bybit).Sent);
    }

    [Fact]
    public async Task Topics_of_more_than_21000_characters_are_refused()
    {
        await using var exchange = await StartAsync(T0, o => o with
        {
            Bybit = new VenueOptions { Symbols = [.. Enumerable.Range(0, 3).Select(i => new SymbolOptions(new string((char)('A' + i), 8000) + "USDT"))] },
        });
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        Assert.True((await Ask(socket, Request('A', 'B'))).GetProperty("success").GetBoolean());
        await socket.CandleAsync(Venue.Bybit);
        await socket.CandleAsync(Venue.Bybit);
        Assert.False((await Ask(socket, Request('C'))).GetProperty("success").GetBoolean());

        static string Request(params char[] letters) =>
            $$"""{"op":"subscribe","args":[{{string.Join(',', letters.Select(l => $"\"kline.15.{new string(l, 8000)}USDT\""))}}]}""";
    }

    [Fact]
    public async Task Unsubscribing_ends_the_messages()
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bybit);
        await socket.CandleAsync(Venue.Bybit);

        Assert.Equal("unsubscribe", Text(await Ask(socket, """{"op":"unsubscribe","args":["kline.15.BTCUSDT"]}"""), "op"));
        exchange.Simulator.Clock.Advance(I);

        Assert.Equal("pong", Text(await Ask(socket, """{"op":"ping"}"""), "ret_msg"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"op":"dance","args":["x"]}""")]
    [InlineData("[]")]
    public async Task A_message_that_is_not_a_request_is_refused(string text)
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        Assert.False((await Ask(socket, text)).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Ten_minutes_without_a_message_of_the_client_cut_the_connection()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var exchange = await StartAsync(T0, o => o with { TimeProvider = time });
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        time.Advance(TimeSpan.FromMinutes(9));
        await Ask(socket, """{"op":"ping"}""");
        time.Advance(TimeSpan.FromMinutes(9));
        await Ask(socket, """{"op":"ping"}""");
        time.Advance(TimeSpan.FromMinutes(10));

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(socket.TextAsync);
    }

    private static async Task<JsonElement> Ask(StreamSocket socket, string text) => JsonDocument.Parse((await socket.AskAsync(text))!).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(p => p.Name + ":" + Shape(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Shape)) + "]",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString(),
    };
}
