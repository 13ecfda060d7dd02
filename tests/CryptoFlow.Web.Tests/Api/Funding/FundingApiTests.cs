using System.Net;
using CryptoFlow.Collectors.Funding;
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

        var answer = await _server.GetJsonAsync("/api/funding?symbol=ethusdt&exchange=Bybit"); // A collector of Binance alone.

        Assert.Equal(
            """{"exchange":"bybit","symbol":"ETHUSDT","rates":[{"time":1700000000000,"rate":-0.0001,"markPrice":null},{"time":1700028800000,"rate":0.00025,"markPrice":100.5}],"hasMore":true,"completeFrom":5,"completeTo":9,"current":null,"exchangeTime":null}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task What_the_exchange_says_of_the_next_settlement_comes_too_and_says_when_it_is_stale()
    {
        _server.System.Readers = m => new ReaderProtocol.FundingRatesRead(((ReaderProtocol.ReadFundingRates)m).Contract, [], false, null);
        var health = Some.Health();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        ContractFunding Contract(string symbol, long time) => new(symbol, null, null, null, null, new CurrentFunding(-0.0001, 1_700_006_400_000, 42_000.5, time), null, null);
        _server.System.Health = health with
        {
            Collectors =
            [
                health.Collectors[0] with
                {
                    ExchangeTimeOffsetMs = -3_600_000,
                    Funding = new FundingState([Contract("BTCUSDT", now - 3_600_000), Contract("ETHUSDT", now - 3_900_000)], 0, 0),
                },
            ],
        };

        var answer = await _server.GetJsonAsync("/api/funding");
        Assert.Equal(
            $$"""{"rate":-0.0001,"nextFundingTime":1700006400000,"markPrice":42000.5,"time":{{now - 3_600_000}},"stale":false}""",
            answer.GetProperty("current").GetRawText());
        Assert.InRange(answer.GetProperty("exchangeTime").GetInt64(), now - 3_600_000, now - 1_800_000);
        Assert.True((await _server.GetJsonAsync("/api/funding?symbol=ETHUSDT")).GetProperty("current").GetProperty("stale").GetBoolean());
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
