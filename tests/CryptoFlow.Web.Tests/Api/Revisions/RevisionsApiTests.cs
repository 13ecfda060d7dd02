using System.Net;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Api.Revisions;

public sealed class RevisionsApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task A_revision_is_told_with_time_source_and_old_values()
    {
        Answer(new CandleRevision(12, Some.Btc, 77, ChangeSource.Sweep, Some.CandleAt(900_000)));

        var answer = await _server.GetJsonAsync("/api/revisions");

        Assert.Equal(
            """{"id":12,"exchange":"binance","symbol":"BTCUSDT","tf":15,"time":900000,"changedAt":77,"source":"sweep","open":100,"high":102.5,"low":99.5,"close":101,"volume":12.5,"buyVolume":7.5,"sellVolume":5,"delta":2.5,"tradeCount":321}""",
            answer.GetProperty("revisions")[0].GetRawText());
        Assert.Equal((true, 5), (answer.GetProperty("hasMore").GetBoolean(), answer.GetProperty("revisionsSince").GetInt64()));
    }

    [Fact]
    public async Task The_query_has_the_filters_and_the_page_key_of_the_request()
    {
        ReaderProtocol.ReadRevisions? query = null;
        _server.System.Readers = m =>
        {
            query = (ReaderProtocol.ReadRevisions)m;
            return Read();
        };

        await _server.GetJsonAsync("/api/revisions?exchange=bitget&symbol=solusdt&tf=4h&before=44&limit=9");

        Assert.Equal((Exchange.Bitget, "SOLUSDT", Interval.H4, 44L, 9), (query!.Exchange, query.Symbol, query.Interval, query.Before, query.Limit));
    }

    [Fact]
    public async Task A_client_that_has_the_page_gets_304_until_the_table_changes()
    {
        Answer();
        using var first = await _server.Client.GetAsync(new Uri("/api/revisions", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(first.Headers.ETag!.ToString()));

        _server.System.Readers = _ => Read() with { NewestId = 13 };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first.Headers.ETag.ToString()));
    }

    [Theory]
    [InlineData("before=0")]
    [InlineData("before=x")]
    [InlineData("limit=0")]
    [InlineData("tf=x")]
    [InlineData("exchange=x")]
    public async Task Wrong_filters_are_refused(string query) => await _server.AssertProblemAsync($"/api/revisions?{query}", HttpStatusCode.BadRequest);

    [Fact]
    public async Task Candles_as_of_a_time_say_which_and_have_their_own_tag()
    {
        ReaderProtocol.ReadCandles? query = null;
        var since = 5L;
        _server.System.Readers = m =>
        {
            query = (ReaderProtocol.ReadCandles)m;
            return Some.Read(Some.Btc, Some.Candles(1)) with { Restored = new ReaderProtocol.RestoredAt(query.AsOf!.Value, since) };
        };

        using var first = await _server.Client.GetAsync(new Uri("/api/candles?asOf=2023-11-15T00:00Z", UriKind.Relative));
        Assert.Equal(1_700_006_400_000, query!.AsOf);
        Assert.EndsWith(""","asOf":1700006400000,"revisionsSince":5}""", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var later = await _server.Client.GetAsync(new Uri("/api/candles?asOf=1700006400001", UriKind.Relative));
        Assert.NotEqual(first.Headers.ETag, later.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(later.Headers.ETag!.ToString(), "/api/candles?asOf=1700006400001"));
        since = 6;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(later.Headers.ETag!.ToString(), "/api/candles?asOf=1700006400001"));
    }

    [Fact]
    public async Task A_wrong_time_is_refused() => await _server.AssertProblemAsync("/api/candles?asOf=yesterday", HttpStatusCode.BadRequest);

    private static ReaderProtocol.RevisionsRead Read(params CandleRevision[] revisions) => new([.. revisions], true, 1, 12, 5, Some.DatabaseId);

    private void Answer(params CandleRevision[] revisions) => _server.System.Readers = _ => Read(revisions);

    private async Task<HttpStatusCode> StatusAsync(string tag, string address = "/api/revisions")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", tag } } };
        using var response = await _server.Client.SendAsync(request);
        return response.StatusCode;
    }
}
