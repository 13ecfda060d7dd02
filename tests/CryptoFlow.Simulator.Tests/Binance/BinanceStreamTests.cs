using System.Net.WebSockets;
using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Binance;

/// <summary>Binance's streams, as docs/exchanges.md, Candle streams, describes them.</summary>
public sealed class BinanceStreamTests
{
    [Theory]
    [InlineData("/market/ws/btcusdt@kline_15m", false)]
    [InlineData("/market/stream?streams=ethusdt@kline_1h/btcusdt@kline_15m", true)]
    public async Task Names_in_the_path_are_subscriptions(string path, bool isCombined)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance, path);

        if (isCombined)
            Assert.Equal("ethusdt@kline_1h", (await socket.JsonAsync()).GetProperty("stream").GetString());
        var message = await socket.JsonAsync();

        Assert.Equal(isCombined, message.TryGetProperty("stream", out _));
        var candle = Assert.Single(StreamedCandle.Read(Venue.Binance, message));
        Assert.Equal(("BTCUSDT", T0), (candle.Symbol, candle.OpenTime));
    }

    [SkippableFact]
    public async Task A_message_has_the_members_of_a_recorded_message_in_order_and_kind()
    {
        var recorded = JsonDocument.Parse(File.ReadLines(Path.Combine(SharedData.Folder("fixtures"), "binance/ws/fstream_kline_1m_2021-07-22.jsonl")).First())
            .RootElement.GetProperty("message");
        await using var exchange = await StartAsync(T0 + 60_000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Binance);

        Assert.Equal(Shape(recorded), Shape(await socket.JsonAsync()));
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/stream")]
    [InlineData("/public/ws")]
    public async Task The_other_routes_acknowledge_and_send_no_candle(string path)
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance, path);

        Assert.Equal("""{"result":null,"id":1}""", await socket.AskAsync(StreamSocket.Subscribe(Venue.Binance)));
        exchange.Simulator.Clock.Advance(I);
        Assert.Equal("""{"result":["btcusdt@kline_15m"],"id":2}""", await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":2}"""));
        Assert.Equal(0, exchange.Simulator.Streams(Venue.Binance).Sent);
    }

    [Theory]
    [InlineData("BTCUSDT@kline_15m")]
    [InlineData("btcusdt@kline_7m")]
    [InlineData("nosuchusdt@kline_15m")]
    [InlineData("btcusdt@aggTrade")]
    public async Task A_name_that_does_not_exist_is_acknowledged_and_gets_no_messages(string name)
    {
        await using var exchange = await StartAsync(T0);
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);

        Assert.Equal("""{"result":null,"id":9}""", await socket.AskAsync($$"""{"method":"SUBSCRIBE","params":["{{name}}"],"id":9}"""));
        exchange.Simulator.Clock.Advance(I);
        Assert.Equal("""{"result":true,"id":10}""", await socket.AskAsync("""{"method":"GET_PROPERTY","params":["combined"],"id":10}"""));
        Assert.Equal(0, exchange.Simulator.Streams(Venue.Binance).Sent);
    }

    [Theory]
    [InlineData("{", 3, "Invalid JSON: expected value at line 1 column 2")]
    [InlineData("""{"params":[],"id":1}""", 2, "Invalid request: missing field `method` at line 1 column 1")]
    [InlineData("""{"method":"SUBSCRIBE","params":[]}""", 2, "Invalid request: request ID must be an unsigned integer")]
    [InlineData("""{"method":"SUBSCRIBE","params":[],"id":-1}""", 2, "Invalid request: request ID must be an unsigned integer")]
    [InlineData("""{"method":"SUBSCRIBE","params":"x","id":1}""", 2, "Invalid request: params must be a list of names")]
    [InlineData("""{"method":"GET_PROPERTY","params":[1],"id":1}""", 2, "Invalid request: property name must be a string")]
    [InlineData("""{"method":"GET_PROPERTY","params":["speed"],"id":1}""", 0, "Unknown property")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",1],"id":1}""", 1, "Invalid value type: expected Boolean")]
    public async Task A_wrong_request_gets_the_exchanges_error(string request, int code, string message)
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);

        var error = JsonDocument.Parse((await socket.AskAsync(request))!).RootElement;

        Assert.Equal((code, message), (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));
    }

    [Fact]
    public async Task An_unknown_method_is_named_in_the_error()
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);

        Assert.Contains("unknown variant `subscribe`", JsonDocument.Parse((await socket.AskAsync("""{"method":"subscribe","id":1}"""))!).RootElement.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_request_above_4096_bytes_is_ignored()
    {
        await using var exchange = await StartAsync();
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);
        await socket.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@kline_15m"],"id":1}""" + new string(' ', 4096));

        Assert.Equal("""{"result":[],"id":2}""", await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":2}"""));
    }

    [Fact]
    public async Task Unsubscribing_ends_the_messages_and_the_combined_form_can_be_switched()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Binance);
        Assert.True((await socket.JsonAsync()).TryGetProperty("stream", out _));

        Assert.Equal("""{"result":null,"id":3}""", await socket.AskAsync("""{"method":"SET_PROPERTY","params":["combined",false],"id":3}"""));
        exchange.Simulator.Clock.Advance(60_000);
        Assert.False((await socket.JsonAsync()).TryGetProperty("stream", out _));
        Assert.Equal("""{"result":null,"id":4}""", await socket.AskAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@kline_15m"],"id":4}"""));
        exchange.Simulator.Clock.Advance(60_000);

        Assert.Equal("""{"result":[],"id":5}""", await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":5}"""));
    }

    [Fact]
    public async Task Too_many_streams_end_the_connection()
    {
        await using var exchange = await StartAsync(configure: o => o with { BinanceStreams = o.BinanceStreams with { Topics = 2 } });
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);

        Assert.Equal(
            """{"error":{"code":4,"msg":"Too many subscriptions"}}""",
            await socket.AskAsync("""{"method":"SUBSCRIBE","params":["a@kline_1m","b@kline_1m","c@kline_1m"],"id":1}"""));
        Assert.Null(await socket.TextAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.ClosedWith);
    }

    [Fact]
    public async Task The_sixteenth_message_in_a_second_ends_the_connection()
    {
        await using var exchange = await StartAsync(configure: o => o with { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        using var socket = await StreamSocket.ConnectAsync(exchange, Venue.Binance);
        for (var i = 0; i < 15; i++)
            Assert.NotNull(await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}"""));

        Assert.Null(await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}"""));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.ClosedWith);
    }

    [Fact]
    public async Task A_candle_without_trades_gets_no_message()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "binance-um"));
            await File.WriteAllLinesAsync(
                Path.Combine(folder.FullName, "binance-um", "QUIETUSDT-1m.csv"),
                new[] { "5", "0", "7", "8" }.Select((volume, i) => $"{T0 + (i * 60_000)},10,11,9,10,{volume}"));
            await using var exchange = await StartAsync(T0 + 30_000, o => o with { CsvFolder = folder.FullName });
            using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Binance, "1m", "QUIETUSDT");
            await socket.CandleAsync(Venue.Binance);

            exchange.Simulator.Clock.Set(T0 + 150_000);

            Assert.Equal((T0, true), await Next());
            Assert.Equal((T0 + 120_000, false), await Next());

            async Task<(long, bool?)> Next() => await socket.CandleAsync(Venue.Binance) is var candle ? (candle.OpenTime, candle.IsClosed) : default;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(p => p.Name + ":" + Shape(p.Value))) + "}",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString(),
    };
}
