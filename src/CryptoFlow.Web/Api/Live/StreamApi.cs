using System.ComponentModel;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Live;

/// <summary><c>GET /api/stream</c>: the feed of commits as Server-Sent Events.</summary>
internal static class StreamApi
{
    public static void MapStream(this IEndpointRouteBuilder routes) => routes
        .MapMethods(
            "/api/stream",
            EndpointConventions.Reads,
            ([AsParameters] StreamParameters _, HttpContext http, FeedEndpoint feed) => feed.StreamAsync(http))
        .AsWatch()
        .WithName("GetStream")
        .WithTags("Live")
        .WithSummary("Every commit once and in order, as Server-Sent Events.")
        .WithDescription("The events commit, paper, position and reset; each has an id, after which a client goes on with Last-Event-ID or since. A WebSocket on /ws?since= has the same messages.")
        .Produces(StatusCodes.Status200OK, contentType: EventStreamClient.ContentType)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status403Forbidden)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The query of <c>GET /api/stream</c> as sent, for the OpenAPI document. <see cref="FeedEndpoint"/> reads it, for the WebSocket too.</summary>
internal sealed record StreamParameters
{
    [FromQuery(Name = "since"), Description("The id of the last message that the client has received; now; or 0 for the first commit. Default now.")]
    public string? Since { get; init; }

    [FromQuery(Name = "series"), Description("Only commits of these series: exchange, symbol and tf, such as binance:btcusdt:15m; several by commas. Default: all.")]
    public string[]? Series { get; init; }

    [FromHeader(Name = "Last-Event-ID"), Description("As since, and used instead of since: an EventSource sends this header when it connects again.")]
    public string? LastEventId { get; init; }
}
