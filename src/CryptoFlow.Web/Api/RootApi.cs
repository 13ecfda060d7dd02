using CryptoFlow.Dashboard;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Page;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Api;

/// <summary><c>/</c> and <c>/ws</c>: the WebSocket. A plain GET of <c>/</c> answers the page to browsers, and lists the routes to other clients.</summary>
internal static class RootApi
{
    private const string Root = "/";
    private const string Socket = "/ws";

    public static void MapRoot(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(
                Root,
                EndpointConventions.Reads,
                (HttpContext http, SocketEndpoint sockets, FeedEndpoint feed, PageFiles page, EndpointDataSource endpoints) => http.WebSockets.IsWebSocketRequest
                    ? Open(http, sockets, feed)
                    : Task.FromResult(Plain(http, page, endpoints)))
            .AsWatch()
            .Produces<RootAnswer>()
            .WithName("GetRoot")
            .WithTags("Live")
            .WithSummary("The entry of the server: the page for browsers, a list of the routes as JSON for other clients, the WebSocket for an upgrade.")
            .ProducesError(StatusCodes.Status400BadRequest)
            .ProducesError(StatusCodes.Status403Forbidden)
            .ProducesError(StatusCodes.Status404NotFound)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods(
                Socket,
                EndpointConventions.Reads,
                (HttpContext http, SocketEndpoint sockets, FeedEndpoint feed) => http.WebSockets.IsWebSocketRequest ? Open(http, sockets, feed) : UpgradeRequired(http))
            .AsWatch()
            .WithName("GetWebSocket")
            .WithTags("Live")
            .WithSummary("The WebSocket: live candles by subscription, or with since the feed of commits.")
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .ProducesError(StatusCodes.Status400BadRequest)
            .ProducesError(StatusCodes.Status403Forbidden)
            .ProducesError(StatusCodes.Status404NotFound)
            .ProducesError(StatusCodes.Status426UpgradeRequired)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> Open(HttpContext http, SocketEndpoint sockets, FeedEndpoint feed) =>
        FeedEndpoint.IsAskedFor(http.Request) ? feed.AcceptAsync(http) : sockets.AcceptAsync(http);

    private static IResult Plain(HttpContext http, PageFiles page, EndpointDataSource endpoints)
    {
        PageHeaders.SetForRoot(http.Response);
        return PageRequest.WantsPage(http.Request) ? new PageResult(page) : TypedResults.Ok(About(endpoints));
    }

    private static RootAnswer About(EndpointDataSource endpoints) => new(
        "CryptoFlow",
        ProgramVersion.Text,
        "Futures candles of Binance, Bybit and Bitget from one SQLite file.",
        "Open a WebSocket on / or /ws and send {\"type\":\"subscribe\",\"symbol\":\"btcusdt\",\"exchange\":\"binance\",\"tf\":15}.",
        LinksOf(endpoints));

    /// <summary>
    /// The path of every route, in the order of mapping. The list leaves out routes with a parameter, the files of the API reference, and the WebSocket, which has a
    /// sentence of its own.
    /// </summary>
    private static string[] LinksOf(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.Parameters.Count == 0)
            .Select(route => $"/{route.RoutePattern.RawText?.TrimStart('/')}")
            .Where(path => !path.StartsWith(ApiReference.Path, StringComparison.Ordinal))
            .Except([Root, Socket])
            .Append(ApiReference.Path)
            .Distinct(),
    ];

    private static Task<IResult> UpgradeRequired(HttpContext http)
    {
        http.Response.Headers.Upgrade = "websocket";
        return Task.FromResult<IResult>(
            new Problem(StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket only; /api/candles has the same candles over plain HTTP."));
    }
}

/// <summary>The answer of a plain <c>GET /</c>.</summary>
internal sealed record RootAnswer(string Name, string Version, string Description, string WebSocket, IReadOnlyList<string> Links);
