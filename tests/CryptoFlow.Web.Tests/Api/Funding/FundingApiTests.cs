using System.Net;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Api.Funding;

public sealed class FundingApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task The_rates_come_with_what_is_complete()
    {
        _server.System.Readers = m => new ReaderProtocol.FundingRatesRead(
            ((ReaderProtocol.ReadFundingRates)m).Contract, [new(1_700_000_000_000, -0.0001, null), new(1_700_028_800_000, 0.00025, 100.5)], true, new TimeRange(5, 9));

        var answer = await _server.GetJsonAsync("/api/funding?symbol=ethusdt&exchange=Bybit");

        Assert.Equal(
            """{"exchange":"bybit","symbol":"ETHUSDT","rates":[{"time":1700000000000,"rate":-0.0001,"markPrice":null},{"time":1700028800000,"rate":0.00025,"markPrice":100.5}],"hasMore":true,"completeFrom":5,"completeTo":9}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task The_query_has_the_bounds_of_the_request()
    {
        ReaderProtocol.ReadFundingRates? query = null;
        _server.System.Readers = m =>
        {
            query = (ReaderProtocol.ReadFundingRates)m;
            return new ReaderProtocol.FundingRatesRead(query.Contract, [], false, null);
        };

        await _server.GetJsonAsync("/api/funding?from=2024-01-01&to=1704153600000&limit=9000");

        Assert.Equal(
            (Some.Btc.Instrument, 1_704_067_200_000, 1_704_153_600_000, 5000),
            (query!.Contract, query.From, query.To, query.Limit));
    }

    [Fact]
    public async Task A_contract_without_funding_rates_is_not_found()
    {
        _server.System.Readers = m => new ReaderProtocol.FundingRatesRead(((ReaderProtocol.ReadFundingRates)m).Contract, [], false, null);

        await _server.AssertProblemAsync("/api/funding?symbol=NOSUCHUSDT", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("from=x")]
    [InlineData("from=1700000000001&to=1700000000001")]
    [InlineData("exchange=x")]
    [InlineData("symbol=%20")]
    public async Task Wrong_parameters_are_refused(string query) => await _server.AssertProblemAsync($"/api/funding?{query}", HttpStatusCode.BadRequest);
}
