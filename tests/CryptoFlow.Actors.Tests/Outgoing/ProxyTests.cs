using System.Net;
using CryptoFlow.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Outgoing;

/// <summary>A proxy on loopback. Only this proxy can resolve the name of the exchange.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private WebApplication _exchange = null!;
    private RecordingProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _exchange = builder.Build();
        _exchange.MapGet("/answer", (HttpContext http) => http.Request.Host.Value);
        await _exchange.StartAsync();
        var port = new Uri(_exchange.Urls.First()).Port;
        _proxy = RecordingProxy.Start(host => host == "exchange.test" ? new IPEndPoint(IPAddress.Loopback, port) : null);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task Http_to_another_machine_goes_through_the_proxy()
    {
        using var http = Client(_proxy.Url);
        Assert.Equal("exchange.test", await http.GetStringAsync(new Uri("http://exchange.test/answer")));
        Assert.StartsWith("GET http://exchange.test/answer HTTP/1.1", Assert.Single(_proxy.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_to_another_machine_asks_the_proxy_for_a_tunnel()
    {
        using var http = Client(_proxy.Url);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri("https://other.test/answer")));
        Assert.StartsWith("CONNECT other.test:443 HTTP/1.1", Assert.Single(_proxy.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_with_a_dead_address_is_reached_at_the_next()
    {
        using var http = Client(new UriBuilder(_proxy.Url) { Host = "proxy.test" }.Uri);
        Assert.Equal("exchange.test", await http.GetStringAsync(new Uri("http://exchange.test/answer")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task This_machine_is_not_reached_through_the_proxy(string host)
    {
        using var http = Client(_proxy.Url);
        var url = new UriBuilder(_exchange.Urls.First()) { Host = host, Path = "/answer" }.Uri;
        Assert.Equal(url.Authority, await http.GetStringAsync(url));
        Assert.Empty(_proxy.Said);
    }

    [Theory]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://127.1.2.3:3000/", true)]
    [InlineData("http://[::1]:3000/", true)]
    [InlineData("http://[::ffff:127.0.0.1]/", true)]
    [InlineData("http://0.0.0.0:3000/", true)]
    [InlineData("http://[::]/", true)]
    [InlineData("https://LOCALHOST/", true)]
    [InlineData("http://localhost./", true)]
    [InlineData("http://hooks.localhost/", true)]
    [InlineData("http://128.0.0.1/", false)]
    [InlineData("http://localhost.example.com/", false)]
    [InlineData("http://127.0.0.1.example.com/", false)]
    [InlineData("http://notlocalhost/", false)]
    [InlineData("http://10.0.0.1/", false)]
    public void Loopback_is_told_by_address_and_name(string url, bool thisMachine)
    {
        var bypass = new LoopbackBypass(new WebProxy("http://192.0.2.1:8080"));
        Assert.Equal(thisMachine, bypass.IsBypassed(new Uri(url)));
        Assert.Equal(thisMachine, bypass.GetProxy(new Uri(url)) is null);
    }

    [Fact]
    public void A_client_for_our_own_server_has_no_proxy()
    {
        using var handler = OutgoingHttp.DirectHandler(new OutgoingConnector(TimeProvider.System, NullLogger.Instance));
        Assert.False(handler.UseProxy);
        Assert.False(handler.AllowAutoRedirect); // The client would send the key to the target of a redirect.
    }

    /// <summary>Each name has two addresses: first one that does not answer, then one that does.</summary>
    private static HttpClient Client(Uri proxy)
    {
        var system = new OutgoingConnector(TimeProvider.System, NullLogger.Instance);
        return new HttpClient(OutgoingHttp.ProxiedHandler(
            new OutgoingConnector(TimeProvider.System, NullLogger.Instance)
            {
                Resolve = (_, _) => Task.FromResult<IPAddress[]>([Addresses.Six, IPAddress.Loopback]),
                Dial = async (target, ended) =>
                {
                    if (target.Address.Equals(Addresses.Six))
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
                    return await system.Dial(target, ended);
                },
            },
            new WebProxy(proxy)));
    }
}
