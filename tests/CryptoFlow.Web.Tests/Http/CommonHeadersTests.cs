using System.Net;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Http;

/// <summary>The headers that every answer has.</summary>
public sealed class CommonHeadersTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/api/candles", 200)]
    [InlineData("GET", "/api/candles?before=1700000100000", 200)]
    [InlineData("HEAD", "/api/candles", 200)]
    [InlineData("GET", "/api/symbols", 200)]
    [InlineData("GET", "/api/health", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/health/ready", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("GET", "/ws", 426)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("DELETE", "/api/gaps", 405)]
    [InlineData("GET", "/api/candles?limit=x", 400)]
    [InlineData("POST", "/api/backfill", 401)]
    [InlineData("GET", "/api/gaps", 500)] // The scripted actor answers with an unexpected message.
    public async Task Every_answer_has_nosniff_and_varies_by_encoding(string method, string address, int status)
    {
        _server.System.Health = Some.Health();
        _server.System.Readers = m => m is ReaderProtocol.ReadCandles candles ? Some.Read(candles.Series, Some.Candles(3)) : new object();
        foreach (var encoding in (string?[])[null, "gzip", "br"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
            if (encoding is not null)
                request.Headers.Add("Accept-Encoding", encoding);
            using var response = await _server.Client.SendAsync(request);

            Assert.Equal(status, (int)response.StatusCode);
            AssertCommon(response);
            if (address == "/metrics")
                Assert.Contains("Accept", response.Headers.Vary);
        }
    }

    [Fact]
    public async Task A_page_that_is_not_modified_says_it_too()
    {
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(3));
        using var first = await _server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/candles", UriKind.Relative));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        AssertCommon(second);
    }

    private static void AssertCommon(HttpResponseMessage response)
    {
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Single(response.Headers.Vary, v => v == "Accept-Encoding");
    }
}
