using System.Net;
using System.Net.WebSockets;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http;

namespace CryptoFlow.Web.Tests.Http;

/// <summary>Which host names the server accepts, and which origins.</summary>
public sealed class HostAndOriginTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:3000", true)]
    [InlineData("127.0.0.1:3000", true)]
    [InlineData("127.0.0.2", true)]
    [InlineData("[::1]:3000", true)]
    [InlineData("candles.example.net", true)] // A configured host.
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("192.168.1.5:3000", false)]
    [InlineData("", true)] // HTTP/1.0 without the header: not a browser.
    public void On_loopback_only_this_machines_names_are_allowed(string host, bool allowed) =>
        Assert.Equal(allowed, new AllowedHosts(["Candles.example.net"], loopbackOnly: true).Allows(new HostString(host)));

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("candles.example.net:3000", true)]
    [InlineData("10.0.0.7:3000", true)] // A health probe.
    [InlineData("[fd00::7]:3000", true)]
    [InlineData("localhost:3000", true)]
    public void On_other_addresses_what_is_configured_and_addresses_are_allowed(string host, bool allowed) =>
        Assert.Equal(allowed, new AllowedHosts(["candles.example.net"], loopbackOnly: false).Allows(new HostString(host)));

    [Fact]
    public void All_are_allowed_where_nothing_is_configured_on_other_addresses_or_the_star_is()
    {
        Assert.True(new AllowedHosts([], loopbackOnly: false).Allows(new HostString("anything.example")));
        Assert.True(new AllowedHosts(["*"], loopbackOnly: true).Allows(new HostString("anything.example")));
    }

    [Theory]
    [InlineData("/api/candles")]
    [InlineData("/api/health")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nothing")]
    public async Task A_request_by_another_name_is_refused_everywhere(string address)
    {
        await using var server = await WebServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Host = "evil.example";

        using var response = await server.Client.SendAsync(request);

        Assert.Contains("'evil.example'", await server.AssertProblemAsync(response, HttpStatusCode.MisdirectedRequest), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_websocket_by_another_name_is_refused()
    {
        await using var server = await WebServer.StartAsync();
        Assert.False(await OpensAsync(server, ("Host", "evil.example")));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://[::1]", true)]
    [InlineData("https://charts.example.net", true)] // A configured origin.
    [InlineData("https://charts.example.net:444", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("null", false)]
    [InlineData("file://", false)]
    public async Task A_websocket_is_opened_from_pages_that_are_allowed(string? origin, bool allowed)
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:AllowedOrigins:0=https://charts.example.net");
        Assert.Equal(allowed, await OpensAsync(server, origin is null ? [] : [("Origin", origin)]));
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task A_page_that_was_opened_as_a_file_is_allowed_where_it_is_configured()
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:AllowedOrigins:0=null");
        Assert.True(await OpensAsync(server, ("Origin", "null")));
    }

    private static async Task<bool> OpensAsync(WebServer server, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/ws"), CancellationToken.None);
            return true;
        }
        catch (WebSocketException)
        {
            Assert.True(socket.HttpStatusCode is HttpStatusCode.Forbidden or HttpStatusCode.MisdirectedRequest, $"{socket.HttpStatusCode}");
            Assert.Equal(["nosniff"], socket.HttpResponseHeaders!["X-Content-Type-Options"]);
            return false;
        }
    }
}
