using System.Net.WebSockets;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Feed;

/// <summary>Admits a client to the feed and serves the client until it leaves: over Server-Sent Events, or over a WebSocket with the parameter <c>since</c>.</summary>
internal sealed class FeedEndpoint(
    FeedSource source,
    SeriesChoice choice,
    SocketCounters places,
    AllowedOrigins origins,
    ReadActivity reading,
    IOptions<CryptoFlowOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<FeedEndpoint> logger)
{
    private const string Since = "since";
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Whether a WebSocket is for the feed, not for subscriptions.</summary>
    public static bool IsAskedFor(HttpRequest request) => request.Query.ContainsKey(Since);

    /// <summary>Serves <c>GET /api/stream</c>.</summary>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public Task<IResult> StreamAsync(HttpContext http) => AdmitAsync(http, async (beginning, filter) =>
    {
        var client = new EventStreamClient(http);
        client.Begin();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, http.RequestAborted);
        await new FeedStream(source, beginning, filter, client, logger).RunAsync(ending.Token, http.RequestAborted);
    });

    /// <summary>Serves <c>/ws?since=</c>.</summary>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public Task<IResult> AcceptAsync(HttpContext http) => AdmitAsync(http, async (beginning, filter) =>
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(SocketEndpoint.Accept);
        using var client = new FeedSocketClient(socket, source.Time);
        var listening = client.ListenAsync(http.RequestAborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, client.Left);
        try
        {
            await new FeedStream(source, beginning, filter, client, logger).RunAsync(ending.Token, http.RequestAborted);
        }
        finally
        {
            await client.ClosedAsync(listening);
        }
    });

    /// <summary>A broken connection is not an error.</summary>
    public static bool IsBroken(Exception exception) => exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private async Task<IResult> AdmitAsync(HttpContext http, Func<FeedBeginning, FeedFilter, Task> serve)
    {
        if (origins.Refuse(http.Request) is { } foreign)
            return foreign;
        var since = SinceOf(http.Request);
        var (filter, unknown) = await FeedFilter.ReadAsync(
            http.Request.Query["series"], choice, comesAgain: since is { } position && position != FeedPosition.Beginning, http.RequestAborted);
        if (filter is null)
            return unknown!;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            EventStreamClient.SetHeaders(http.Response);
            return Results.Empty;
        }

        if (!places.TryEnter())
            return Problem.Unavailable($"All {options.Value.Api.MaxWebSockets} places of live clients are taken; try again later.", TimeSpan.FromSeconds(10));
        try
        {
            reading.Asked();
            var (beginning, problem) = await FeedCursor.BeginAsync(source, since, http.RequestAborted);
            if (beginning is null)
                return problem!;
            await serve(beginning, filter);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The client has left, or was disconnected because it received no data.
        }
        finally
        {
            places.Leave();
        }

        return Results.Empty;
    }

    /// <summary>
    /// The position that the client sends; null for "now". The header wins over the address, because an EventSource repeats the old address at each reconnect.
    /// </summary>
    private static FeedPosition? SinceOf(HttpRequest request)
    {
        if (request.Headers[LastEventId] is [{ Length: > 0 } last])
            return FeedPosition.Parse(LastEventId, last);
        return request.Query[Since] switch
        {
            [] => null,
            [{ } since] => FeedPosition.Parse(Since, since),
            _ => throw new InputException($"{Since} is given twice."),
        };
    }
}
