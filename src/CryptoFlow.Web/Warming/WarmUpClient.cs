using System.Net;
using System.Net.WebSockets;
using System.Text;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CryptoFlow.Web.Warming;

/// <summary>Sends requests to the server's own pipeline, within this process. It discards the answers.</summary>
/// <param name="pipeline">The pipeline of the server.</param>
/// <param name="scopes">Makes the service scope of each request.</param>
/// <param name="limit">Cancels running requests.</param>
internal sealed class WarmUpClient(RequestDelegate pipeline, IServiceScopeFactory scopes, CancellationToken limit)
{
    /// <summary>A loopback address that no client uses, so that the warm-up does not share a client's rate limit.</summary>
    private static readonly IPAddress Address = new([127, 255, 255, 254]);

    private static readonly byte[] Key = new byte[16];

    /// <returns>The ETag of the answer, or null.</returns>
    /// <exception cref="InvalidOperationException">
    /// The status is wrong. Without a tag 200 is right. With a tag 304 is right; 200 is right if the answer has another tag, because a candle was stored since the tag was read.
    /// </exception>
    public async Task<string?> GetAsync(string path, string query = "", string? acceptEncoding = null, string? ifNoneMatch = null)
    {
        limit.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        var http = Request(path, query, scope.ServiceProvider);
        if (acceptEncoding is not null)
            http.Request.Headers.AcceptEncoding = acceptEncoding;
        if (ifNoneMatch is not null)
            http.Request.Headers.IfNoneMatch = ifNoneMatch;
        await pipeline(http);
        await http.Response.CompleteAsync();
        var tag = (string?)http.Response.Headers.ETag;
        var isRight = http.Response.StatusCode switch
        {
            StatusCodes.Status200OK => ifNoneMatch is null || tag != ifNoneMatch,
            StatusCodes.Status304NotModified => ifNoneMatch is not null,
            _ => false,
        };
        return isRight ? tag : throw new InvalidOperationException($"GET {path} was answered with {http.Response.StatusCode}.");
    }

    /// <summary>Opens a WebSocket, subscribes to a series, receives the history and closes.</summary>
    /// <exception cref="InvalidOperationException">The WebSocket was refused.</exception>
    public async Task SubscribeAsync(SeriesKey series)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = Request("/ws", "", scope.ServiceProvider);
        var (client, server) = DuplexStream.Pair();
        http.Features.Set<IHttpUpgradeFeature>(new UpgradeInMemory(http.Response, server));
        http.Request.Headers.Connection = "Upgrade";
        http.Request.Headers.Upgrade = "websocket";
        http.Request.Headers.SecWebSocketVersion = "13";
        http.Request.Headers.SecWebSocketKey = Convert.ToBase64String(Key);
        var serving = ServeAsync(http, client);
        using var socket = WebSocket.CreateFromStream(client, new WebSocketCreationOptions());
        await socket.SendAsync(Subscription(series), WebSocketMessageType.Text, endOfMessage: true, limit);
        var buffer = new byte[64 * 1024];
        while (!(await socket.ReceiveAsync(buffer.AsMemory(), limit)).EndOfMessage)
        {
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit);
        await serving;
    }

    private static byte[] Subscription(SeriesKey series) => Encoding.UTF8.GetBytes(
        $"{{\"type\":\"subscribe\",\"exchange\":\"{series.Exchange.ToWireName()}\",\"symbol\":\"{series.Symbol}\",\"tf\":{series.Interval.Minutes}}}");

    private async Task ServeAsync(DefaultHttpContext http, DuplexStream client)
    {
        await pipeline(http);
        if (http.Response.StatusCode == StatusCodes.Status101SwitchingProtocols)
            return;
        var refused = new InvalidOperationException($"The WebSocket was answered with {http.Response.StatusCode}.");
        client.Fail(refused);
        throw refused;
    }

    private DefaultHttpContext Request(string path, string query, IServiceProvider services)
    {
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = limit };
        http.Features.Set(WarmUpMark.Instance);
        http.Connection.RemoteIpAddress = Address;
        http.Connection.LocalIpAddress = IPAddress.Loopback;
        var request = http.Request;
        (request.Protocol, request.Scheme, request.Method, request.Host) = (HttpProtocol.Http11, Uri.UriSchemeHttp, HttpMethods.Get, new HostString("localhost"));
        (request.Path, request.QueryString) = (path, new QueryString(query));
        return http;
    }

    private sealed class UpgradeInMemory(HttpResponse response, Stream server) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync()
        {
            response.StatusCode = StatusCodes.Status101SwitchingProtocols;
            return Task.FromResult(server);
        }
    }
}
