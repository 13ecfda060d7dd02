using System.Net;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Api.Gaps;

public sealed class GapsApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task A_gap_is_told_with_all_that_is_known_of_it()
    {
        var gap = new GapRecord(1, Some.Btc, new TimeRange(900_000, 2_700_000), GapVerdict.ConfirmedMissing, 3, true, 10, 20, null, 30);
        _server.System.Readers = _ => new ReaderProtocol.GapsRead([gap], [new(GapVerdict.ConfirmedMissing, 4)]);

        var answer = await _server.GetJsonAsync("/api/gaps");

        Assert.Equal(
            """{"exchange":"binance","symbol":"BTCUSDT","tf":15,"from":900000,"to":2700000,"candles":2,"verdict":"confirmed_missing","asks":3,"beforeListing":true,"foundAt":10,"lastAskedAt":20,"nextAskAt":null,"resolvedAt":30,"reason":null}""",
            answer.GetProperty("gaps")[0].GetRawText());
        Assert.Equal("""{"open":0,"repairing":0,"confirmedMissing":4,"unreadable":0,"filled":0}""", answer.GetProperty("totals").GetRawText());
    }

    [Fact]
    public async Task The_query_has_the_filters_of_the_request()
    {
        ReaderProtocol.ReadGaps? query = null;
        _server.System.Readers = m =>
        {
            query = (ReaderProtocol.ReadGaps)m;
            return new ReaderProtocol.GapsRead([], []);
        };

        await _server.GetJsonAsync("/api/gaps?exchange=bitget&symbol=solusdt&tf=4h&verdict=OPEN,filled&limit=9");

        Assert.Equal((Exchange.Bitget, "SOLUSDT", Interval.H4, 9), (query!.Exchange, query.Symbol, query.Interval, query.Limit));
        Assert.Equal([GapVerdict.Open, GapVerdict.Filled], query.Verdicts.ToArray());
    }

    [Theory]
    [InlineData("verdict=lost")]
    [InlineData("verdict=1")]
    [InlineData("verdict=")]
    [InlineData("limit=0")]
    [InlineData("tf=x")]
    [InlineData("exchange=x")]
    [InlineData("symbol=%20")]
    public async Task Wrong_filters_are_refused(string query) => await _server.AssertProblemAsync($"/api/gaps?{query}", HttpStatusCode.BadRequest);
}
