using System.Text.Json.Serialization;
using CryptoFlow.Messages;
using CryptoFlow.Web.Backtests;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Backtests;

/// <summary><c>/api/backtest</c>: starts, shows and ends a backtest.</summary>
/// <remarks>
/// These routes need no key: a backtest changes nothing, and it must work on a server without a configured key. Its cost is bounded instead:
/// <c>Api:MaxBacktests</c> run at once, the rate limit <see cref="RateLimits.Computing"/> holds per client address, and threads run below
/// normal priority. A page of another origin cannot start a backtest: a JSON body needs a CORS preflight, and only reads pass it.
/// Only the client that started a run knows its id.
/// </remarks>
internal static class BacktestApi
{
    private const string Path = "/api/backtest";

    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);

    public static void MapBacktest(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, StartAsync)
            .AsComputing()
            .Accepts<BacktestBody>("application/json")
            .WithName("StartBacktest")
            .WithTags("Backtest")
            .WithSummary("Starts a backtest of a strategy on stored candles.")
            .ProducesError(StatusCodes.Status413PayloadTooLarge)
            .ProducesError(StatusCodes.Status415UnsupportedMediaType)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods(Path + "/{run}", EndpointConventions.Reads, Read)
            .AsRead()
            .WithName("GetBacktest")
            .WithTags("Backtest")
            .WithSummary("The progress of a backtest, and the result of a completed one.")
            .ProducesError(StatusCodes.Status400BadRequest)
            .ProducesError(StatusCodes.Status404NotFound);
        routes.MapDelete(Path + "/{run}", End)
            .AsComputing()
            .WithName("EndBacktest")
            .WithTags("Backtest")
            .WithSummary("Cancels a running backtest, or removes one that has ended.")
            .ProducesError(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<BacktestStarted>, Problem>> StartAsync(HttpRequest request, BacktestRuns runs, CancellationToken aborted)
    {
        var wanted = await BacktestBody.ReadAsync(request, aborted);
        return runs.TryStart(wanted) is { } job
            ? TypedResults.Accepted($"{Path}/{job.Run}", new BacktestStarted(job.Run.ToString()))
            : Problem.Unavailable("The maximum number of backtests is running (CryptoFlow:Api:MaxBacktests); try again after the time in Retry-After.", Busy);
    }

    private static Results<Ok<BacktestAnswer>, Problem> Read(string run, BacktestRuns runs) =>
        runs.TryGet(ParseRun(run), out var job) ? TypedResults.Ok(BacktestAnswer.Of(job)) : NoSuchRun();

    private static Results<Ok<BacktestStarted>, Problem> End(string run, BacktestRuns runs)
    {
        var id = ParseRun(run);
        return runs.TryRemove(id) ? TypedResults.Ok(new BacktestStarted(id.ToString())) : NoSuchRun();
    }

    private static Problem NoSuchRun() => Problem.NotFound($"There is no such run; the last {BacktestRuns.Kept} that have ended are kept.");

    private static RunId ParseRun(string text) => RunId.TryParse(text, out var run)
        ? run
        : throw new InputException($"'{SeriesInput.Quote(text)}' is not a run; POST {Path} answers with one.");
}

/// <summary>The answer of <c>POST</c> and <c>DELETE /api/backtest</c>.</summary>
internal sealed record BacktestStarted(string Run);

/// <summary>The answer of <c>GET /api/backtest/{run}</c>. <c>progress</c> is 0 to 1; times in ms UTC.</summary>
internal sealed record BacktestAnswer(
    string Run,
    string Symbol,
    string Strategy,
    string Phase,
    double Progress,
    long Candles,
    long StartedAt,
    long? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BacktestDocument? Result)
{
    public static BacktestAnswer Of(BacktestJob job)
    {
        var state = job.Current;
        return new(
            job.Run.ToString(),
            job.Request.Instrument.StorageKey,
            job.Request.Strategy,
            state.Phase switch
            {
                BacktestPhase.Running => "running",
                BacktestPhase.Completed => "completed",
                BacktestPhase.Failed => "failed",
                _ => "cancelled",
            },
            state.Progress.Share,
            state.Progress.Candles,
            job.StartedAt,
            state.EndedAt,
            state.Error,
            state.Result);
    }
}
