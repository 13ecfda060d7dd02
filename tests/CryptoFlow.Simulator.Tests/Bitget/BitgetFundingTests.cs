using System.Net;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Bitget;

/// <summary>Bitget's funding rates and mark prices.</summary>
public sealed class BitgetFundingTests
{
    private const long Hour = 3_600_000;
    private const string Market = "/api/v2/mix/market/";
    private const string Rates = Market + "history-fund-rate?productType=USDT-FUTURES&symbol=BTCUSDT";

    [Fact]
    public async Task Settlements_come_newest_first_in_pages()
    {
        await using var exchange = await StartAsync(T0 + Hour);

        Assert.Equal((long[])[T0, T0 - (8 * Hour)], await Times(exchange, Rates + "&pageSize=2"));
        Assert.Equal((long[])[T0 - (16 * Hour), T0 - (24 * Hour)], await Times(exchange, Rates + "&pageSize=2&pageNo=2"));
        Assert.Equal(20, (await Times(exchange, Rates)).Length);
        Assert.Empty(await Times(exchange, Rates + "&pageSize=100&pageNo=100000"));
    }

    [Fact]
    public async Task The_next_rate_its_time_and_the_interval_are_in_an_answer_of_their_own()
    {
        await using var exchange = await StartAsync(T0 + Hour, o => o with { Bitget = new VenueOptions { Symbols = [new SymbolOptions("BTCUSDT") { FundingHours = 1 }] } });

        var next = (await exchange.Json(Venue.Bitget, Market + "current-fund-rate?productType=USDT-FUTURES&symbol=BTCUSDT")).GetProperty("data")[0];
        var contract = (await exchange.Json(Venue.Bitget, Market + "contracts?productType=USDT-FUTURES&symbol=BTCUSDT")).GetProperty("data")[0];
        var price = (await exchange.Json(Venue.Bitget, Market + "symbol-price?productType=USDT-FUTURES&symbol=BTCUSDT")).GetProperty("data")[0];
        exchange.Simulator.Clock.Set(T0 + (2 * Hour));
        var settled = (await exchange.Json(Venue.Bitget, Rates + "&pageSize=1")).GetProperty("data")[0];

        Assert.Equal(("1", "1"), (next.GetProperty("fundingRateInterval").GetString(), contract.GetProperty("fundInterval").GetString()));
        Assert.Equal((T0 + (2 * Hour)).ToString(), next.GetProperty("nextUpdate").GetString());
        Assert.Equal(next.GetProperty("fundingRate").GetString(), settled.GetProperty("fundingRate").GetString());
        Assert.Equal((T0 + Hour).ToString(), price.GetProperty("ts").GetString());
        Assert.InRange(decimal.Parse(price.GetProperty("markPrice").GetString()!), 1m, 1_000_000m);
    }

    [Theory]
    [InlineData("productType=USDT-FUTURES", "40019")]
    [InlineData("symbol=BTCUSDT", "400172")]
    [InlineData("productType=USDT-FUTURES&symbol=NOSUCHUSDT", "40034")]
    [InlineData("productType=USDT-FUTURES&symbol=BTCUSDT&pageSize=101", "40053")]
    [InlineData("productType=USDT-FUTURES&symbol=BTCUSDT&pageNo=0", "400172")]
    public async Task A_wrong_request_gets_the_exchanges_error(string query, string code)
    {
        await using var exchange = await StartAsync();

        Assert.Equal(code, (await exchange.Json(Venue.Bitget, Market + "history-fund-rate?" + query, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
    }

    private static async Task<long[]> Times(Exchange exchange, string path) =>
        [.. (await exchange.Json(Venue.Bitget, path)).GetProperty("data").EnumerateArray().Select(r => long.Parse(r.GetProperty("fundingTime").GetString()!))];
}
