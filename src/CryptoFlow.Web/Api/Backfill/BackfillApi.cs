using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Backfill;

/// <summary><c>/api/backfill</c>: starts, shows and cancels a backfill.</summary>
internal static class BackfillApi
{
    private const string Path = "/api/backfill";

    public static void MapBackfill(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, EndpointConventions.Reads, ReadAsync)
            .AsRead()
            .WithName("GetBackfill")
            .WithTags("Backfill")
            .WithSummary("The newest run of each exchange: plan, progress by series, rate, time left.")
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods(Path + "/{run}", EndpointConventions.Reads, ReadRunAsync)
            .AsRead()
            .WithName("GetBackfillRun")
            .WithTags("Backfill")
            .WithSummary("One run, at each of its exchanges.")
            .ProducesError(StatusCodes.Status404NotFound)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapPost(Path, StartAsync)
            .AsChange()
            .Accepts<BackfillRequest>(isOptional: true, "application/json")
            .WithName("StartBackfill")
            .WithTags("Backfill")
            .WithSummary("Plans a backfill and fetches the missing candles. With a symbol, an interval or days it also compares all candles in this scope with the exchange.")
            .ProducesError(StatusCodes.Status409Conflict)
            .ProducesError(StatusCodes.Status413PayloadTooLarge)
            .ProducesError(StatusCodes.Status415UnsupportedMediaType)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapDelete(Path + "/{run}", CancelAsync)
            .AsChange()
            .WithName("CancelBackfill")
            .WithTags("Backfill")
            .WithSummary("Ends a run. The candles that it has stored stay.")
            .ProducesError(StatusCodes.Status404NotFound)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<BackfillAnswer>, Problem>> ReadAsync(
        CollectorRequests collectors,
        TimeProvider time,
        CancellationToken aborted)
    {
        var (answer, problem) = await StatusAsync(collectors, time, aborted);
        return answer is null ? problem! : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<BackfillAnswer>, Problem>> ReadRunAsync(
        string run,
        CollectorRequests collectors,
        TimeProvider time,
        CancellationToken aborted)
    {
        var id = ParseRun(run).ToString();
        var (answer, problem) = await StatusAsync(collectors, time, aborted);
        if (answer is null)
            return problem!;

        RunAnswer[] runs = [.. answer.Runs.Where(r => r.Run == id)];
        return runs.Length == 0 ? Problem.NotFound("There is no such run, or a newer one has taken its place.") : TypedResults.Ok(new BackfillAnswer(runs));
    }

    private static async Task<Results<Accepted<BackfillStarted>, Problem>> StartAsync(
        HttpRequest request,
        CollectorRequests collectors,
        CancellationToken aborted)
    {
        var scope = (await BackfillRequest.ReadAsync(request, aborted)).ToScope();
        var (accepted, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.StartBackfill(RunId.New(), scope, remaining), aborted);
        return accepted is null
            ? problem!
            : TypedResults.Accepted(
                $"{Path}/{accepted.Run}",
                new BackfillStarted(accepted.Run.ToString(), [.. accepted.Exchanges.Select(e => e.ToWireName())]));
    }

    private static async Task<Results<Ok<BackfillEnded>, Problem>> CancelAsync(
        string run,
        CollectorRequests collectors,
        CancellationToken aborted)
    {
        var id = ParseRun(run);
        var (cancelled, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.CancelBackfill(id, remaining), aborted);
        return cancelled is null ? problem! : TypedResults.Ok(new BackfillEnded(id.ToString()));
    }

    private static async Task<Answer<BackfillAnswer>> StatusAsync(
        CollectorRequests collectors,
        TimeProvider time,
        CancellationToken aborted)
    {
        var (status, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.GetBackfill(remaining), aborted);
        if (status is null)
            return new(null, problem);

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var answer = BackfillAnswer.Of(status);
        return new(new BackfillAnswer([.. answer.Runs.Select(r => r.WithRate(now))]), null);
    }

    private static RunId ParseRun(string text) => RunId.TryParse(text, out var run)
        ? run
        : throw new InputException($"'{SeriesInput.Quote(text)}' is not a run; POST {Path} answers with one.");
}
