using System.Reflection;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Api;

/// <summary><c>/</c> and <c>/ws</c>: the WebSocket; a plain GET of <c>/</c> says what this is.</summary>
internal static class RootApi
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";

    private static readonly RootAnswer About = new(
        "CryptoFlow",
        Version,
        "Futures candles of Binance, Bybit and Bitget from one SQLite file.",
        "Open a WebSocket on / or /ws and send {\"type\":\"subscribe\",\"symbol\":\"btcusdt\",\"exchange\":\"binance\",\"tf\":15}.",
        ["/api/candles", "/api/symbols", "/api/health", "/api/gaps", "/api/backfill", "/status", "/api/paper/signals", "/api/paper/trades", "/api/paper/equity", "/api/db/checkpoint", "/health/live", "/health/ready", "/metrics", "/openapi/v1.json"]);

    public static void MapRoot(this IEndpointRouteBuilder routes)
    {
        routes.MapRead("/", (HttpContext http, SocketEndpoint sockets) => http.WebSockets.IsWebSocketRequest
                ? sockets.AcceptAsync(http)
                : Task.FromResult<IResult>(TypedResults.Ok(About)))
            .Produces<RootAnswer>()
            .WithName("GetRoot")
            .WithTags("Live")
            .WithSummary("What this is; with an upgrade, the WebSocket.")
            .ProducesError(StatusCodes.Status403Forbidden)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapRead("/ws", (HttpContext http, SocketEndpoint sockets) => http.WebSockets.IsWebSocketRequest
                ? sockets.AcceptAsync(http)
                : UpgradeRequired(http))
            .WithName("GetWebSocket")
            .WithTags("Live")
            .WithSummary("The WebSocket: live candles by subscription.")
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .ProducesError(StatusCodes.Status403Forbidden)
            .ProducesError(StatusCodes.Status426UpgradeRequired)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> UpgradeRequired(HttpContext http)
    {
        http.Response.Headers.Upgrade = "websocket";
        return Task.FromResult<IResult>(
            new Problem(StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket only; /api/candles has the same candles over plain HTTP."));
    }
}

/// <summary>The answer of a plain <c>GET /</c>.</summary>
internal sealed record RootAnswer(string Name, string Version, string Description, string WebSocket, IReadOnlyList<string> Links);
