using System.Text.Json;
using System.Text.RegularExpressions;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>The simulator's answers have the same members as the recorded answers, in the same order and with the same types.</summary>
public sealed partial class ShapeTests
{
    [SkippableTheory]
    [InlineData(Venue.Binance, "binance/fapi_v1_klines/BTCUSDT-1d-limit5.json", "/fapi/v1/klines?symbol=BTCUSDT&interval=1d&limit=5")]
    [InlineData(Venue.Bybit, "bybit/docs-samples/v5_market_kline.json", "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&limit=3")]
    [InlineData(Venue.Bitget, "bitget/v2_mix_market_candles-BTCUSDT-1m.json", "/api/v2/mix/market/candles?productType=USDT-FUTURES&symbol=BTCUSDT&granularity=1m&limit=1")]
    [InlineData(Venue.Bitget, "bitget/v2_mix_market_history-candles-BTCUSDT-1m.json", "/api/v2/mix/market/history-candles?productType=USDT-FUTURES&symbol=BTCUSDT&granularity=1m&limit=5")]
    [InlineData(Venue.Bitget, "bitget/v2_mix_market_candles-empty.json", "/api/v2/mix/market/candles?productType=USDT-FUTURES&symbol=BTCUSDT&granularity=1m&endTime=1600000000000")]
    public async Task A_candle_page_has_the_recorded_shape(Venue venue, string fixture, string path)
    {
        var recorded = SharedData.Fixture(fixture);
        await using var exchange = await StartAsync();

        Assert.Equal(Shape(recorded), Shape(await exchange.Json(venue, path)));
    }

    [SkippableFact]
    public async Task A_contract_of_Binance_has_the_recorded_members()
    {
        var recorded = SharedData.Fixture("binance/exchangeInfo-fapi-2021-07-22.json");
        await using var exchange = await StartAsync();

        var answered = await exchange.Json(Venue.Binance, "/fapi/v1/exchangeInfo?symbol=NOTACOIN");

        Assert.Equal(Names(recorded), Names(answered));
        Assert.Equal(Names(recorded.GetProperty("symbols")[0]), Names(answered.GetProperty("symbols")[0]));
        Assert.Equal(4, answered.GetProperty("symbols").GetArrayLength());
    }

    [Fact]
    public async Task Binance_pads_numbers_with_zeros_and_the_others_leave_them_out()
    {
        await using var exchange = await StartAsync();

        foreach (var row in await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance)))
        {
            Assert.Matches(TwoDecimals(), row[1].GetString());
            Assert.Matches(ThreeDecimals(), row[5].GetString());
        }
        foreach (var venue in new[] { Venue.Bybit, Venue.Bitget })
        {
            foreach (var row in await exchange.Rows(venue, CandlePath(venue)))
                Assert.All(row.EnumerateArray().Select(c => c.GetString()!).Where(t => t.Contains('.')), t => Assert.False(t.EndsWith('0'), t));
        }
    }

    [Theory]
    [InlineData(Venue.Binance, "/fapi/v1/time", """{"serverTime":1700006400000}""")]
    [InlineData(Venue.Binance, "/fapi/v1/ping", "{}")]
    [InlineData(Venue.Bybit, "/v5/market/time", """{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1700006400","timeNano":"1700006400000000000"},"retExtInfo":{},"time":1700006400000}""")]
    [InlineData(Venue.Bitget, "/api/v2/public/time", """{"code":"00000","msg":"success","requestTime":1700006400000,"data":{"serverTime":"1700006400000"}}""")]
    public async Task Each_exchange_has_the_simulated_time_in_its_body_and_in_the_Date_header(Venue venue, string path, string body)
    {
        await using var exchange = await StartAsync(T0);

        using var response = await exchange.Get(venue, path);

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(T0), response.Headers.Date);
    }

    // Describes objects by the names of their members, arrays by the shape of their elements, and values by their type.
    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(p => p.Name + ":" + Shape(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Shape)) + "]",
        _ => element.ValueKind.ToString(),
    };

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    [GeneratedRegex(@"^\d+\.\d\d$")]
    private static partial Regex TwoDecimals();

    [GeneratedRegex(@"^\d+\.\d\d\d$")]
    private static partial Regex ThreeDecimals();
}
