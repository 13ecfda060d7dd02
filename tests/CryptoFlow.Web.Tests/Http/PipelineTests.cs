using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Http;

public sealed class PipelineTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/")]
    [InlineData("/api/candles/15")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("/appsettings.json")]
    public async Task An_address_that_is_not_there_is_a_problem(string address) => await _server.AssertProblemAsync(address, HttpStatusCode.NotFound);

    [Fact]
    public async Task The_sentence_of_a_problem_can_be_read_as_it_is_sent()
    {
        using var response = await _server.Client.GetAsync(new Uri("/api/candles?symbol=%E5%B8%81%20&limit=0", UriKind.Relative));

        Assert.Contains("symbol is '币 '; it is", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE", "/api/gaps")]
    [InlineData("POST", "/api/symbols")]
    [InlineData("PUT", "/api/backfill")]
    [InlineData("PATCH", "/")]
    [InlineData("FOO", "/api/health")]
    public async Task A_wrong_method_is_405_and_says_which_are_right(string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));

        using var response = await _server.Client.SendAsync(request);

        Assert.Contains("GET", await _server.AssertProblemAsync(response, HttpStatusCode.MethodNotAllowed), StringComparison.Ordinal);
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("GET /api/candles?symbol=%FF%FE%ZZ&tf=%u0031 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /api/candles HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/candles HTTP/1.1\r\nHost: localhost\r\nContent-Length: nine\r\n\r\n")]
    [InlineData("POST /api/backfill HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nX-Api-Key: " + WebServer.Key + "\r\n\r\nzz\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    public async Task Malformed_HTTP_gets_a_4xx(string request) => Assert.InRange(await RawAsync(request), 400, 499);

    [Fact]
    public async Task A_megabyte_of_address_or_headers_gets_a_4xx()
    {
        Assert.Equal(414, await RawAsync($"GET /api/candles?symbol={new string('a', 1 << 20)} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.Equal(431, await RawAsync($"GET /api/candles HTTP/1.1\r\nHost: localhost\r\nX-Junk: {new string('a', 1 << 20)}\r\n\r\n"));
        Assert.Empty(_server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task A_request_body_that_breaks_off_leaves_no_log_line()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/backfill HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {WebServer.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"));
        client.Client.Shutdown(SocketShutdown.Send);

        var gone = await Record.ExceptionAsync(() => new StreamReader(stream).ReadToEndAsync());

        Assert.True(gone is null or IOException);
        Assert.Empty(_server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task Pages_of_any_origin_may_read()
    {
        using var response = await CorsAsync(HttpMethod.Get, "/api/symbols");
        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));

        using var preflight = await CorsAsync(HttpMethod.Options, "/api/candles", "GET");
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(["GET,HEAD"], preflight.Headers.GetValues("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task No_other_origins_page_may_change_anything()
    {
        using var preflight = await CorsAsync(HttpMethod.Options, "/api/backfill", "POST");
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));

        using var post = await CorsAsync(HttpMethod.Post, "/api/backfill");
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
        Assert.False(post.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Too_many_changes_are_429_with_a_time_to_wait()
    {
        await using var server = await WebServer.StartAsync(null, new RateLimits { ChangingBurst = 1 });
        using var first = await server.Client.PostAsync(new Uri("/api/backfill", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);

        using var second = await server.Client.PostAsync(new Uri("/api/backfill", UriKind.Relative), null);

        await server.AssertProblemAsync(second, HttpStatusCode.TooManyRequests);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    /// <summary>Any page in the user's browser can send requests without a key from the user's address.</summary>
    [Fact]
    public async Task Requests_without_a_key_leave_the_key_holder_his_own_rate()
    {
        await using var server = await WebServer.StartAsync(null, new RateLimits { ChangingBurst = 1 });
        server.System.Collectors = m => new CollectorProtocol.BackfillCancelled(((CollectorProtocol.CancelBackfill)m).Run);
        var run = new Uri($"/api/backfill/{RunId.New()}", UriKind.Relative);
        for (var status = HttpStatusCode.Unauthorized; status != HttpStatusCode.TooManyRequests;)
        {
            using var refused = await server.Client.DeleteAsync(run);
            status = refused.StatusCode;
        }

        using var request = new HttpRequestMessage(HttpMethod.Delete, run) { Headers = { { "X-Api-Key", WebServer.Key } } };
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_root_says_what_this_is_and_not_with_what_it_is_made()
    {
        using var response = await _server.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal("CryptoFlow", (await response.JsonAsync()).GetProperty("name").GetString());
        Assert.Empty(response.Headers.Server);
        await _server.AssertProblemAsync("/ws", HttpStatusCode.UpgradeRequired);
    }

    [Fact]
    public async Task The_root_links_to_every_route_without_a_parameter_but_the_socket()
    {
        var links = (await _server.GetJsonAsync("/")).GetProperty("links").EnumerateArray().Select(l => l.GetString()!).ToList();

        var documented = (await _server.GetJsonAsync("/openapi/v1.json")).GetProperty("paths").Names().Where(path => !path.Contains('{', StringComparison.Ordinal));
        Assert.Equal(documented.Except(["/", "/ws"]).Append("/metrics").Append("/openapi/v1.json").Append("/scalar/").Order(), links.Order());
        Assert.Contains("/api/import", links);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/symbols")]
    [InlineData("/api/health")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/")]
    public async Task Every_GET_route_answers_HEAD_too(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(address, UriKind.Relative));
        using var response = await _server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_document_lists_every_route_with_its_method()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths");

        var routes = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is not ("/openapi/v1.json" or "/metrics") && !e.RoutePattern.RawText!.StartsWith("/scalar/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (Path: e.RoutePattern.RawText!, Method: m)));
        Assert.All(routes, r => Assert.True(paths.GetProperty(r.Path).TryGetProperty(r.Method.ToLowerInvariant(), out _), $"{r.Method} {r.Path}"));
        Assert.Equal(
            ["symbol", "exchange", "tf", "limit", "before", "after", "from", "to", "asOf", "forming"],
            paths.GetProperty("/api/candles").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(
            ["200", "304", "400", "404", "421", "503"],
            paths.GetProperty("/api/candles").GetProperty("get").GetProperty("responses").Names().Order());
        Assert.Equal("""[{"ApiKey":[]}]""", JsonSerializer.Serialize(paths.GetProperty("/api/backfill").GetProperty("post").GetProperty("security")));
        Assert.Equal(0, paths.GetProperty("/api/backfill").GetProperty("get").GetProperty("security").GetArrayLength());
        Assert.Contains("error", document.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDocument").GetProperty("properties").Names());
    }

    [Fact]
    public async Task A_defect_is_a_bare_500_and_in_the_log()
    {
        await using var server = await WebServer.StartAsync();
        server.System.Readers = _ => "not what was asked for";

        using var response = await server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("InvalidOperation", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(server.Logs.WarningsAndErrors, l => l.Contains("GET", StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> CorsAsync(HttpMethod method, string address, string? asks = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        request.Headers.Add("Origin", "https://charts.example");
        if (asks is not null)
            request.Headers.Add("Access-Control-Request-Method", asks);
        return await _server.Client.SendAsync(request);
    }

    /// <summary>Sends these exact bytes and returns the status of the first answer.</summary>
    private async Task<int> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        }
        catch (IOException)
        {
            // The server refused before it had read the whole request. The answer is complete nevertheless.
        }

        var line = await new StreamReader(stream).ReadLineAsync();
        return int.Parse(line!.Split(' ')[1]);
    }
}
