using System.Net;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class MetricsApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task A_scrape_asks_no_actor_and_is_not_measured_itself()
    {
        await ScrapeAsync();
        await _server.GetJsonAsync("/api/symbols");
        _server.System.Asked.Clear();

        // The server records a request a moment after it has sent the answer.
        var text = await Poll.UntilAsync(ScrapeAsync, t => Measured(t, "/api/symbols"));

        Assert.Empty(_server.System.Asked);
        Assert.Contains("cryptoflow_websocket_clients 0\n", text.Replace("{}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(Measured(text, "/metrics"));
    }

    [Fact]
    public async Task The_metrics_are_plain_text_and_compressed_on_request()
    {
        using var plain = await _server.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (plain.StatusCode, plain.Content.Headers.ContentType?.MediaType));

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.Add("Accept-Encoding", "gzip");
        using var compressed = await _server.Client.SendAsync(request);
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
    }

    private static bool Measured(string text, string route) =>
        text.Split('\n').Any(l => l.StartsWith("http_server_request_duration", StringComparison.Ordinal) && l.Contains($"http_route=\"{route}\"", StringComparison.Ordinal));

    private Task<string> ScrapeAsync() => _server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
}
