using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Binance;

/// <summary>Binance's funding rates, intervals and mark prices.</summary>
public sealed class BinanceFundingTests
{
    private const long Hour = 3_600_000;
    private const string Rates = "/fapi/v1/fundingRate?symbol=BTCUSDT";

    [Fact]
    public async Task Settlements_come_oldest_first_and_a_long_window_keeps_its_oldest()
    {
        await using var exchange = await StartAsync(T0 + Hour);

        Assert.Equal((long[])[T0 - (16 * Hour), T0 - (8 * Hour), T0], await Times(exchange, Rates + "&limit=3"));
        Assert.Equal((long[])[T0 - (24 * Hour), T0 - (16 * Hour)], await Times(exchange, Rates + $"&startTime={T0 - (24 * Hour)}&limit=2"));
        Assert.Equal((long[])[T0 - (16 * Hour), T0 - (8 * Hour)], await Times(exchange, Rates + $"&startTime={T0 - (16 * Hour)}&endTime={T0 - 1}"));
        Assert.Equal(100, (await Times(exchange, Rates)).Length);
        Assert.Equal(1000, (await Times(exchange, Rates + "&limit=1000")).Length);
    }

    [Fact]
    public async Task A_settlement_has_the_documented_members_and_is_the_same_each_time()
    {
        await using var exchange = await StartAsync(T0);

        var row = (await exchange.Json(Venue.Binance, Rates + "&limit=1"))[0];

        Assert.Equal(["symbol", "fundingTime", "fundingRate", "markPrice"], row.EnumerateObject().Select(p => p.Name));
        Assert.InRange(decimal.Parse(row.GetProperty("fundingRate").GetString()!), -0.0003m, 0.0005m);
        var open = decimal.Parse((await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, "1m", start: T0, end: T0)))[0][1].GetString()!);
        Assert.InRange(decimal.Parse(row.GetProperty("markPrice").GetString()!) / open, 0.999m, 1.001m);
        exchange.Simulator.Clock.Advance(Hour);
        Assert.Equal(row.GetRawText(), (await exchange.Json(Venue.Binance, Rates + "&limit=1"))[0].GetRawText());
    }

    [Fact]
    public async Task The_interval_of_a_contract_can_be_shorter()
    {
        await using var exchange = await StartAsync(T0, o => o with { Binance = new VenueOptions { Symbols = ["BTCUSDT", new SymbolOptions("ETHUSDT") { FundingHours = 4 }] } });

        Assert.Equal((long[])[T0 - (4 * Hour), T0], await Times(exchange, "/fapi/v1/fundingRate?symbol=ETHUSDT&limit=2"));
        var info = await exchange.Json(Venue.Binance, "/fapi/v1/fundingInfo");
        Assert.Equal([8, 4], info.EnumerateArray().Select(i => i.GetProperty("fundingIntervalHours").GetInt32()));
        var premium = await exchange.Json(Venue.Binance, "/fapi/v1/premiumIndex?symbol=ETHUSDT");
        Assert.Equal((T0 + (4 * Hour), T0), (premium.GetProperty("nextFundingTime").GetInt64(), premium.GetProperty("time").GetInt64()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(3)]
    public async Task An_interval_that_no_exchange_has_is_refused(int hours) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            StartAsync(T0, o => o with { Binance = new VenueOptions { Symbols = [new SymbolOptions("BTCUSDT") { FundingHours = hours }] } }));

    [Fact]
    public async Task The_estimated_rate_equals_the_settled_rate()
    {
        await using var exchange = await StartAsync(T0 + Hour);
        var premium = await exchange.Json(Venue.Binance, "/fapi/v1/premiumIndex?symbol=BTCUSDT");

        exchange.Simulator.Clock.Set(premium.GetProperty("nextFundingTime").GetInt64());

        Assert.Equal(
            premium.GetProperty("lastFundingRate").GetString(),
            (await exchange.Json(Venue.Binance, Rates + "&limit=1"))[0].GetProperty("fundingRate").GetString());
    }

    [Fact]
    public async Task Without_a_symbol_all_contracts_are_answered()
    {
        await using var exchange = await StartAsync(T0);

        var rows = (await exchange.Json(Venue.Binance, "/fapi/v1/fundingRate?limit=4")).EnumerateArray().ToList();

        Assert.Equal(["BNBUSDT", "BTCUSDT", "ETHUSDT", "SOLUSDT"], rows.Select(r => r.GetProperty("symbol").GetString()).Order());
        Assert.All(rows, r => Assert.Equal(T0, r.GetProperty("fundingTime").GetInt64()));
        Assert.Equal(4, (await exchange.Json(Venue.Binance, "/fapi/v1/premiumIndex")).GetArrayLength());
        Assert.Equal(11, exchange.Simulator.UsedLimit(Venue.Binance));
    }

    [Theory]
    [InlineData("symbol=NOSUCHUSDT", -1121)]
    [InlineData("symbol=BTCUSDT&limit=1001", -1130)]
    [InlineData("symbol=BTCUSDT&startTime=2&endTime=1", -1023)]
    [InlineData("symbol=BTCUSDT&startTime=x", -1100)]
    public async Task A_wrong_request_gets_the_exchanges_error(string query, int code)
    {
        await using var exchange = await StartAsync();

        Assert.Equal(code, (await exchange.Json(Venue.Binance, "/fapi/v1/fundingRate?" + query, HttpStatusCode.BadRequest)).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Rates_and_intervals_share_a_limit_of_their_own()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(T0));
        await using var exchange = await StartAsync(T0, o => o with { TimeProvider = time, Limits = new() { BinanceFundingRequests = 2 } });

        Assert.Equal("200", await exchange.Statuses(Venue.Binance, Rates, 1));
        Assert.Equal("200, 429", await exchange.Statuses(Venue.Binance, "/fapi/v1/fundingInfo", 2));
        Assert.Equal("200", await exchange.Statuses(Venue.Binance, "/fapi/v1/premiumIndex?symbol=BTCUSDT", 1));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("200", await exchange.Statuses(Venue.Binance, Rates, 1));
    }

    private static async Task<long[]> Times(Exchange exchange, string path) =>
        [.. (await exchange.Json(Venue.Binance, path)).EnumerateArray().Select((JsonElement r) => r.GetProperty("fundingTime").GetInt64())];
}
