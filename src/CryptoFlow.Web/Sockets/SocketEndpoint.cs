using System.Net.WebSockets;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Sockets;

/// <summary>Accepts WebSocket clients up to the maximum number, and serves each connection until it ends.</summary>
internal sealed class SocketEndpoint(
    IRequiredActor<CandleHubActor> hub,
    SocketCounters counters,
    AllowedOrigins origins,
    IOptions<CryptoFlowOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const string Hub = "The live feed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Interval between pings on an idle connection, and the maximum wait for the pong.</summary>
    public static readonly WebSocketAcceptContext Accept = new()
    {
        KeepAliveInterval = TimeSpan.FromSeconds(30),
        KeepAliveTimeout = TimeSpan.FromSeconds(15),
    };

    public async Task<IResult> AcceptAsync(HttpContext http)
    {
        if (origins.Refuse(http.Request) is { } foreign)
            return foreign;

        if (!counters.TryEnter())
            return Problem.Unavailable($"All {options.Value.Api.MaxWebSockets} places of live clients are taken; try again later.", TimeSpan.FromSeconds(10));

        try
        {
            using var outbox = new SocketOutbox(options.Value.Api.WebSocketQueueLimit);
            if (!hub.TryGet(out var actor))
                return Problem.Unavailable($"{Hub} is not ready yet; try again.");
            var opened = await actor.Ask<HubProtocol.ClientOpened>(new HubProtocol.OpenClient(outbox), Patience, http.RequestAborted);
            await ServeAsync(http, outbox, opened.Client);
            return Results.Empty;
        }
        catch (AskTimeoutException)
        {
            return Problem.Unavailable($"{Hub} did not answer in time; try again.");
        }
        finally
        {
            counters.Leave(isCounted: !WarmUpMark.IsOn(http));
        }
    }

    private async Task ServeAsync(HttpContext http, SocketOutbox outbox, IActorRef client)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Accept);
        await using var stopping = lifetime.ApplicationStopping.Register(
            () => outbox.Close(new SocketEnd(WebSocketCloseStatus.EndpointUnavailable, "The server is going down.", true)));
        await new SocketConnection(socket, outbox, client, time).RunAsync(http.RequestAborted);
    }
}
