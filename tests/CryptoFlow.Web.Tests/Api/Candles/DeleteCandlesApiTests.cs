using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Api.Candles;

public sealed class DeleteCandlesApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task Rows_are_deleted_through_the_writer_and_counted()
    {
        DeleteCandles? asked = null;
        _server.System.Writer = m =>
        {
            asked = (DeleteCandles)m;
            return new CandlesDeleted(asked.Id, asked.Run, asked.Series, 2);
        };

        using var response = await SendAsync("exchange=bybit&symbol=ethusdt&tf=1h&times=3600001,7200000", WebServer.Key);

        Assert.Equal(2, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("deleted").GetInt32());
        Assert.Equal(Some.Eth, asked!.Series);
        Assert.Equal<long>([3_600_001, 7_200_000], asked.OpenTimes);
    }

    [Theory]
    [InlineData("exchange=bybit&symbol=ethusdt&tf=1h")]
    [InlineData("exchange=bybit&symbol=ethusdt&tf=1h&times=now")]
    [InlineData("symbol=ethusdt&tf=1h&times=1")]
    [InlineData("exchange=bybit&symbol=ethusdt&times=1")]
    public async Task A_deletion_without_all_its_parameters_is_refused(string query)
    {
        using var response = await SendAsync(query, WebServer.Key);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_deletion_with_a_wrong_key_is_refused()
    {
        using var response = await SendAsync("exchange=bybit&symbol=ethusdt&tf=1h&times=1", "another key of some length");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string query, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/candles?{query}") { Headers = { { ApiKeyFilter.Header, key } } };
        return await _server.Client.SendAsync(request);
    }
}
