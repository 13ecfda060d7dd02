using Akka.Actor;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Health;

/// <summary>
/// <c>GET /api/health</c> answers 200 whatever the status is, because clients of the replaced system read the body. The probes
/// <c>/health/live</c> and <c>/health/ready</c> answer by their HTTP status.
/// </summary>
internal static class HealthApi
{
    public const string NotStarted = "The monitor has not started yet; try again.";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/health", EndpointConventions.Reads, ReadAsync)
            .AsWatch()
            .WithName("GetHealth")
            .WithTags("Health")
            .WithSummary("The state of all parts: rows, lock waits, queues, WAL, readers, collectors, series.")
            .Produces<HealthAnswer>()
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods("/health/live", EndpointConventions.Reads, Live)
            .AsWatch()
            .WithName("GetLive")
            .WithTags("Health")
            .WithSummary("200 while the process works; 503 when it needs a restart.")
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods("/health/ready", EndpointConventions.Reads, Ready)
            .AsWatch()
            .WithName("GetReady")
            .WithTags("Health")
            .WithSummary("200 when the file is open, the server is warm and requests can be answered; 503 until then.")
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadAsync(HttpContext http, HealthSource source)
    {
        if (source.GetDocument() is not { } document)
            return Problem.Unavailable(NotStarted);

        http.Response.Headers.CacheControl = "no-store";
        await (await document).SendAsync(http);
        return Results.Empty;
    }

    private static Results<Ok<ProbeAnswer>, Problem> Live(ActorSystem actors) => actors.WhenTerminated.IsCompleted
        ? Problem.Unavailable("The actors have stopped; the process needs a restart.")
        : TypedResults.Ok(new ProbeAnswer(ProbeAnswer.Live));

    private static Results<Ok<ProbeAnswer>, Problem> Ready(Readiness readiness) =>
        readiness.Missing() is { } missing ? Problem.Unavailable(missing) : TypedResults.Ok(new ProbeAnswer("ready"));
}

/// <summary>The answer of a probe that passes.</summary>
internal sealed record ProbeAnswer(string Status)
{
    /// <summary>The process serves.</summary>
    public const string Live = "live";
}
