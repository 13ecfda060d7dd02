using System.Net;
using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Control;

public sealed class ControlApiTests
{
    [Fact]
    public async Task Status_shows_the_clock_and_the_counts_of_requests()
    {
        await using var exchange = await StartAsync();
        await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, limit: 1000));

        var status = await Ask(exchange, HttpMethod.Get, "/sim/status");

        Assert.Equal(T0 + (200 * I), status.GetProperty("nowMs").GetInt64());
        var binance = status.GetProperty("venues").GetProperty("binance");
        Assert.Equal(5, binance.GetProperty("usedLimit").GetInt32());
        Assert.Equal(1, binance.GetProperty("endpoints").GetProperty("/fapi/v1/klines").GetProperty("requests").GetInt64());
        Assert.Equal(exchange.Simulator.BaseAddress(Venue.Binance), new Uri(binance.GetProperty("address").GetString()!));
    }

    [Fact]
    public async Task A_fault_is_added_shown_and_removed()
    {
        await using var exchange = await StartAsync();

        await Ask(exchange, HttpMethod.Post, "/sim/faults", """{"kind":"serverError","venue":"binance","status":503,"count":7}""");
        var waiting = await Ask(exchange, HttpMethod.Get, "/sim/faults");
        using (var struck = await exchange.Get(Venue.Binance, "/fapi/v1/ping"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, struck.StatusCode);
        await Ask(exchange, HttpMethod.Delete, "/sim/faults");

        Assert.Equal("serverError", waiting[0].GetProperty("kind").GetString());
        await exchange.Json(Venue.Binance, "/fapi/v1/ping");
    }

    [Fact]
    public async Task The_clock_is_set_moved_and_sped_up()
    {
        await using var exchange = await StartAsync();

        await Ask(exchange, HttpMethod.Post, "/sim/clock", $$"""{"set":{{T0}},"advance":5}""");
        Assert.Equal(T0 + 5, exchange.Simulator.Clock.NowMs);

        await Ask(exchange, HttpMethod.Post, "/sim/clock", """{"speed":2.5}""");
        Assert.Equal(2.5, exchange.Simulator.Clock.Speed);
    }

    [Fact]
    public async Task A_hole_can_be_made_at_run_time()
    {
        await using var exchange = await StartAsync();

        await Ask(exchange, HttpMethod.Post, "/sim/holes", $$"""{"venue":"bybit","symbol":"BTCUSDT","from":{{T0}},"to":{{T0 + I}}}""");

        Assert.Empty(await exchange.Opens(Venue.Bybit, CandlePath(Venue.Bybit, start: T0, end: T0)));
    }

    [Fact]
    public async Task The_expected_candles_are_listed_in_the_exchanges_own_digits()
    {
        await using var exchange = await StartAsync();
        var row = (await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, start: T0, end: T0)))[0];

        var listing = await Ask(exchange, HttpMethod.Get, $"/sim/candles?venue=binance&symbol=BTCUSDT&interval=15m&from={T0}&to={T0 + I}");

        var candle = Assert.Single(listing.GetProperty("candles").EnumerateArray());
        Assert.Equal(
            new[] { row[0], row[1], row[2], row[3], row[4], row[5], row[7], row[8], row[9], row[10] }.Select(c => c.GetRawText()),
            candle.EnumerateObject().Select(p => p.Value.GetRawText()));
    }

    [Fact]
    public async Task A_fault_of_a_stream_is_set_shown_and_counted()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bybit);
        await socket.CandleAsync(Venue.Bybit);

        await Ask(exchange, HttpMethod.Post, "/sim/faults", """{"kind":"streamDuplicate","venue":"bybit","symbol":"BTCUSDT","closingOnly":true,"forMs":600000}""");
        var waiting = (await Ask(exchange, HttpMethod.Get, "/sim/faults"))[0];
        await Ask(exchange, HttpMethod.Post, "/sim/clock", $$"""{"set":{{T0 + I + 1000}}}""");
        for (var i = 0; i < 3; i++)
            await socket.CandleAsync(Venue.Bybit);

        Assert.True(waiting.GetProperty("closingOnly").GetBoolean());
        var streams = (await Ask(exchange, HttpMethod.Get, "/sim/status")).GetProperty("venues").GetProperty("bybit").GetProperty("streams");
        Assert.Equal(
            ("open 1", "opened 1", "refused 0", "ended 0", "received 1", "sent 3", "closings 1", "faults streamDuplicate 1"),
            (Count("open"), Count("opened"), Count("refused"), Count("ended"), Count("received"), Count("sent"), Count("closings"),
                "faults " + string.Join(' ', streams.GetProperty("faults").EnumerateObject().Select(f => $"{f.Name} {f.Value}"))));

        string Count(string name) => $"{name} {streams.GetProperty(name)}";
    }

    [Theory]
    [InlineData("POST", "/sim/faults", """{"kind":"nonsense","venue":"binance"}""", 400)]
    [InlineData("POST", "/sim/faults", """{"kind":"gap","venue":"binance","cuont":3}""", 400)]
    [InlineData("POST", "/sim/faults", "{", 400)]
    [InlineData("POST", "/sim/faults", """{"kind":"gap","venue":"binance","closingOnly":true}""", 400)]
    [InlineData("POST", "/sim/faults", """{"kind":"streamCut","venue":"binance","forMs":-1}""", 400)]
    [InlineData("POST", "/sim/holes", """{"venue":"binance","symbol":"BTCUSDT","from":2,"to":1}""", 400)]
    [InlineData("POST", "/sim/clock", """{"speed":-1}""", 400)]
    [InlineData("GET", "/sim/candles?venue=nyse&symbol=X&interval=15m", null, 400)]
    [InlineData("GET", "/sim/candles?venue=binance&symbol=BTCUSDT&interval=7m", null, 400)]
    [InlineData("GET", "/sim/nothing", null, 404)]
    public async Task A_wrong_request_is_refused_with_a_sentence(string method, string path, string? body, int status)
    {
        await using var exchange = await StartAsync();

        using var response = await exchange.Control(new HttpMethod(method), path, body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!);
    }

    private static async Task<JsonElement> Ask(Exchange exchange, HttpMethod method, string path, string? body = null)
    {
        using var response = await exchange.Control(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
