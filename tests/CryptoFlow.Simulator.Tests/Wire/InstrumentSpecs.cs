using System.Net;
using CryptoFlow.Simulator.Market;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>The lists of contracts.</summary>
public sealed class InstrumentSpecs
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
}
