using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Bybit;

/// <summary>Bybit's funding rates and mark prices.</summary>
public sealed class BybitFundingTests
{
    private const long Hour = 3_600_000;
    private const string Rates = "/v5/market/funding/history?category=linear&symbol=BTCUSDT";

    [Fact]
    public async Task Settlements_come_newest_first_and_a_long_window_keeps_its_newest()
    {
        await using var exchange = await StartAsync(T0 + Hour);

        Assert.Equal((long[])[T0, T0 - (8 * Hour)], await Times(exchange, Rates + "&limit=2"));
        Assert.Equal((long[])[T0 - (8 * Hour), T0 - (16 * Hour)], await Times(exchange, Rates + $"&startTime={T0 - (32 * Hour)}&endTime={T0 - 1}&limit=2"));
        Assert.Equal((long[])[T0 - (8 * Hour)], await Times(exchange, Rates + $"&endTime={T0 - (8 * Hour)}&limit=1"));
        Assert.Equal(200, (await Times(exchange, Rates)).Length);
    }

    [Fact]
    public async Task The_interval_is_in_the_list_of_contracts_and_the_next_rate_in_the_ticker()
    {
        await using var exchange = await StartAsync(T0 + Hour, o => o with { Bybit = new VenueOptions { Symbols = [new SymbolOptions("BTCUSDT") { FundingHours = 4 }] } });

        var contract = First(await exchange.Json(Venue.Bybit, "/v5/market/instruments-info?category=linear&symbol=BTCUSDT"));
        var ticker = First(await exchange.Json(Venue.Bybit, "/v5/market/tickers?category=linear&symbol=BTCUSDT"));
        exchange.Simulator.Clock.Set(T0 + (4 * Hour));
        var settled = First(await exchange.Json(Venue.Bybit, Rates + "&limit=1"));

        Assert.Equal(240, contract.GetProperty("fundingInterval").GetInt32());
        Assert.Equal((T0 + (4 * Hour)).ToString(), ticker.GetProperty("nextFundingTime").GetString());
        Assert.Equal(ticker.GetProperty("fundingRate").GetString(), settled.GetProperty("fundingRate").GetString());
        Assert.Equal(["symbol", "fundingRate", "fundingRateTimestamp"], settled.EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("category=linear&symbol=NOSUCHUSDT")]
    [InlineData("category=linear&symbol=BTCUSDT&startTime=1")]
    [InlineData("category=linear&symbol=BTCUSDT&limit=201")]
    [InlineData("category=spot&symbol=BTCUSDT")]
    public async Task A_wrong_request_gets_the_exchanges_error(string query)
    {
        await using var exchange = await StartAsync();

        Assert.Equal(10001, (await exchange.Json(Venue.Bybit, "/v5/market/funding/history?" + query)).GetProperty("retCode").GetInt32());
    }

    private static JsonElement First(JsonElement answer) => answer.GetProperty("result").GetProperty("list")[0];

    private static async Task<long[]> Times(Exchange exchange, string path) =>
        [.. (await exchange.Json(Venue.Bybit, path)).GetProperty("result").GetProperty("list").EnumerateArray()
            .Select(r => long.Parse(r.GetProperty("fundingRateTimestamp").GetString()!))];
}
