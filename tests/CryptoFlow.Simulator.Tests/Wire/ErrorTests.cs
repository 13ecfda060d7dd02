using System.Net;
using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>How each exchange refuses a request (docs/exchanges.md, Errors of each exchange).</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("/fapi/v1/klines?interval=15m", 400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT", 400, -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.")]
    [InlineData("/fapi/v1/klines?symbol=NOTACOINUSDT&interval=15m", 400, -1121, "Invalid symbol.")]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT&interval=1s", 400, -1120, "Invalid interval.")]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT&interval=15m&limit=0", 400, -1130, "Data sent for parameter 'limit' is not valid.")]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT&interval=15m&startTime=soon", 400, -1100, null)]
    [InlineData("/fapi/v1/klines?symbol=BTCUSDT&interval=15m&startTime=1700006400001&endTime=1700006400000", 400, -1023, null)]
    [InlineData("/fapi/v1/nothing", 404, -5000, null)]
    public async Task Binance_refuses_with_a_status_and_a_negative_code(string path, int status, int code, string? message)
    {
        await using var exchange = await StartAsync();

        var error = await exchange.Json(Venue.Binance, path, (HttpStatusCode)status);

        Assert.Equal(["code", "msg"], Members(error));
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        if (message is not null)
            Assert.Equal(message, error.GetProperty("msg").GetString());
    }

    [Theory]
    [InlineData("/v5/market/kline?category=linear&symbol=btcusdt&interval=15", "params error: symbol invalid")]
    [InlineData("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=15m", "Invalid period!")]
    public async Task Bybit_refuses_with_HTTP_200_and_retCode_10001(string path, string message)
    {
        await using var exchange = await StartAsync();

        var error = await exchange.Json(Venue.Bybit, path);

        Assert.Equal(["retCode", "retMsg", "result", "retExtInfo", "time"], Members(error));
        Assert.Equal(10001, error.GetProperty("retCode").GetInt32());
        Assert.Equal(message, error.GetProperty("retMsg").GetString());
    }

    [Theory]
    [InlineData("symbol=NOTACOINUSDT&productType=USDT-FUTURES&granularity=15m", "40034", "Parameter NOTACOINUSDT does not exist")]
    [InlineData("symbol=BTCUSDT_UMCBL&productType=USDT-FUTURES&granularity=15m", "40034", "Parameter BTCUSDT_UMCBL does not exist")]
    [InlineData("symbol=BTCUSDT&granularity=15m", "400172", "Parameter verification failed")]
    [InlineData("symbol=BTCUSDT&productType=usdt-futures&granularity=1d", "400171", null)]
    [InlineData("symbol=BTCUSDT&productType=USDT-FUTURES&granularity=15m&limit=1001", "40053", "Value range verification failed: limit should be between (0, 1000]")]
    [InlineData("symbol=BTCUSDT&productType=USDT-FUTURES&granularity=15m&startTime=1690000000000&endTime=1700000000000", "00001", null)]
    [InlineData("symbol=BTCUSDT&productType=USDT-FUTURES&granularity=15m&startTime=2&endTime=1", "40707", null)]
    public async Task Bitget_refuses_with_HTTP_400_and_a_code_that_is_a_string(string query, string code, string? message)
    {
        await using var exchange = await StartAsync();

        var error = await exchange.Json(Venue.Bitget, "/api/v2/mix/market/candles?" + query, HttpStatusCode.BadRequest);

        Assert.Equal(["code", "msg", "requestTime", "data"], Members(error));
        Assert.Equal(code, error.GetProperty("code").GetString());
        if (message is not null)
            Assert.Equal(message, error.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task Bitget_answers_an_unknown_path_with_HTTP_400()
    {
        await using var exchange = await StartAsync();

        var error = await exchange.Json(Venue.Bitget, "/api/v2/mix/market/nothing", HttpStatusCode.BadRequest);

        Assert.Equal("40404", error.GetProperty("code").GetString());
    }

    [SkippableTheory]
    [InlineData(Venue.Binance, "binance/errors/400_-1121_invalid_symbol.json", "/fapi/v1/klines?symbol=X&interval=1m", 400)]
    [InlineData(Venue.Bybit, "bybit/errors/200_10001_symbol_invalid.json", "/v5/market/kline?category=linear&symbol=X&interval=1", 200)]
    [InlineData(Venue.Bybit, "bybit/errors/200_10001_symbol_invalid_with_list.json", "/v5/market/instruments-info?category=linear&symbol=X", 200)]
    [InlineData(Venue.Bitget, "bitget/errors/400_40034_symbol_does_not_exist.json", "/api/v2/mix/market/candles?productType=USDT-FUTURES&symbol=ETHUSD_D1&granularity=1m", 400)]
    [InlineData(Venue.Bitget, "bitget/errors/400_40053_limit_too_large.json", "/api/v2/mix/market/candles?productType=USDT-FUTURES&symbol=BTCUSDT&granularity=1m&limit=1001", 400)]
    [InlineData(Venue.Bitget, "bitget/errors/400_400172_parameter_verification_failed.json", "/api/v2/mix/market/candles?symbol=BTCUSDT&granularity=1m", 400)]
    public async Task Error_bodies_are_the_recorded_ones_but_for_the_time(Venue venue, string fixture, string path, int status)
    {
        var recorded = SharedData.Fixture(fixture);
        await using var exchange = await StartAsync();

        var answered = await exchange.Json(venue, path, (HttpStatusCode)status);

        Assert.Equal(Timeless(recorded), Timeless(answered));
    }

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    private static string Timeless(JsonElement element) => string.Join(
        ',',
        element.EnumerateObject().Select(p => p.Name is "time" or "requestTime" ? p.Name : $"{p.Name}={p.Value.GetRawText()}"));
}
