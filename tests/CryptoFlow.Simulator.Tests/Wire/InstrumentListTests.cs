using System.Net;
using CryptoFlow.Simulator.Market;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>The lists of contracts.</summary>
public sealed class InstrumentListTests
{
    private const string BybitPath = "/v5/market/instruments-info?category=linear";

    [Fact]
    public async Task Bybits_list_comes_in_pages_that_the_cursor_links()
    {
        await using var exchange = await StartAsync(configure: o => o with { Bybit = new VenueOptions { Symbols = ["AUSDT", "BUSDT", "CUSDT"] } });

        var first = (await exchange.Json(Venue.Bybit, BybitPath + "&limit=2")).GetProperty("result");
        var cursor = first.GetProperty("nextPageCursor").GetString();
        var second = (await exchange.Json(Venue.Bybit, BybitPath + "&limit=2&cursor=" + cursor)).GetProperty("result");

        Assert.Equal(["AUSDT", "BUSDT"], first.GetProperty("list").EnumerateArray().Select(i => i.GetProperty("symbol").GetString()));
        Assert.Equal(["CUSDT"], second.GetProperty("list").EnumerateArray().Select(i => i.GetProperty("symbol").GetString()));
        Assert.Equal("", second.GetProperty("nextPageCursor").GetString());
    }

    [Fact]
    public async Task A_closed_contract_is_listed_by_Bybit_only_on_request_and_its_candles_are_refused_everywhere()
    {
        VenueOptions symbols = new() { Symbols = ["BTCUSDT", new SymbolOptions("OLDUSDT") { Status = InstrumentStatus.Closed }] };
        await using var exchange = await StartAsync(configure: o => o with { Binance = symbols, Bybit = symbols, Bitget = symbols });

        Assert.DoesNotContain("OLDUSDT", (await exchange.Json(Venue.Bybit, BybitPath)).GetRawText());
        Assert.Contains("OLDUSDT", (await exchange.Json(Venue.Bybit, BybitPath + "&status=Closed")).GetRawText());
        Assert.Contains("-1121", (await exchange.Json(Venue.Binance, CandlePath(Venue.Binance, symbol: "OLDUSDT"), HttpStatusCode.BadRequest)).GetRawText());
        Assert.Contains("10001", (await exchange.Json(Venue.Bybit, CandlePath(Venue.Bybit, symbol: "OLDUSDT"))).GetRawText());
        Assert.Contains("40309", (await exchange.Json(Venue.Bitget, CandlePath(Venue.Bitget, symbol: "OLDUSDT"), HttpStatusCode.BadRequest)).GetRawText());
    }

    [Fact]
    public async Task Bitget_lists_all_contracts_or_the_one_asked_for()
    {
        const string path = "/api/v2/mix/market/contracts?productType=USDT-FUTURES";
        await using var exchange = await StartAsync();

        Assert.Equal(3, (await exchange.Json(Venue.Bitget, path)).GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await exchange.Json(Venue.Bitget, path + "&symbol=ETHUSDT")).GetProperty("data").GetArrayLength());
        Assert.Contains("40034", (await exchange.Json(Venue.Bitget, path + "&symbol=X", HttpStatusCode.BadRequest)).GetRawText());
    }

    [Theory]
    [InlineData("spot", """{"category":"spot","list":[]}""")]
    [InlineData("inverse", """{"category":"inverse","list":[],"nextPageCursor":""}""")]
    [InlineData("option", """{"category":"option","list":[],"nextPageCursor":""}""")]
    public async Task Bybits_other_categories_exist_and_are_empty(string category, string result)
    {
        await using var exchange = await StartAsync();
        var answer = await exchange.Json(Venue.Bybit, "/v5/market/instruments-info?category=" + category);
        Assert.Equal(0, answer.GetProperty("retCode").GetInt32());
        Assert.Equal(result, answer.GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task Bybit_refuses_a_category_that_does_not_exist_and_a_contract_of_an_empty_one()
    {
        await using var exchange = await StartAsync();
        foreach (var query in (string[])["none", "inverse&symbol=BTCUSD"])
            Assert.Equal(10001, (await exchange.Json(Venue.Bybit, "/v5/market/instruments-info?category=" + query)).GetProperty("retCode").GetInt32());
    }

    [Theory]
    [InlineData("/api/v2/mix/market/contracts?productType=COIN-FUTURES")]
    [InlineData("/api/v2/mix/market/contracts?productType=usdc-futures")]
    [InlineData("/api/v2/mix/market/contracts?productType=SUSDT-FUTURES")]
    [InlineData("/api/v2/mix/market/contracts?productType=SCOIN-FUTURES")]
    [InlineData("/api/v2/mix/market/contracts?productType=SUSDC-FUTURES")]
    [InlineData("/api/v2/spot/public/coins")]
    [InlineData("/api/v2/spot/public/symbols")]
    [InlineData("/api/v2/margin/currencies")]
    public async Task Bitgets_other_markets_exist_and_are_empty(string path)
    {
        await using var exchange = await StartAsync();
        var answer = await exchange.Json(Venue.Bitget, path);
        Assert.Equal("00000", answer.GetProperty("code").GetString());
        Assert.Equal(0, answer.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Bitgets_contracts_name_the_coin_that_they_are_settled_in()
    {
        await using var exchange = await StartAsync();
        var contracts = await exchange.Json(Venue.Bitget, "/api/v2/mix/market/contracts?productType=USDT-FUTURES");
        Assert.All(contracts.GetProperty("data").EnumerateArray(), c => Assert.Equal("""["USDT"]""", c.GetProperty("supportMarginCoins").GetRawText()));
    }
}
