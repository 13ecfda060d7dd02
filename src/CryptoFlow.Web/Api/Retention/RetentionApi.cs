using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Retention;

/// <summary>
/// <c>GET /api/retention</c> lists the candles that retention would remove, and removes nothing. <c>POST /api/retention</c> runs one bounded step. The command
/// <c>retention</c> uses both routes when a server has the file open.
/// </summary>
internal static class RetentionApi
{
    public const string Path = "/api/retention";

    /// <summary>Maximum wait for the writer. Shorter than a client waits for an answer (30 s, <c>ServerConnection</c>).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, EndpointConventions.Reads, PlanAsync)
            .AsRead()
            .RequireRateLimiting(RateLimits.Expensive)
            .WithName("GetRetention")
            .WithTags("Database")
            .WithSummary("For each series with a rule: the candles that retention would remove now. Removes nothing.")
            .ProducesError(StatusCodes.Status429TooManyRequests)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapPost(Path, RemoveAsync)
            .AsChange()
            .RequireRateLimiting(RateLimits.Importing)
            .WithName("RemoveOldCandles")
            .WithTags("Database")
            .WithSummary("Removes the oldest candles that the configured rules do not keep, at most 1,000 of one series. more: true says that another request is needed.")
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The rules come from the process with the writer, because this process removes the candles. The configuration of another node may differ.</summary>
    private static async Task<Results<Ok<RetentionAnswer>, Problem>> PlanAsync(
        ReadQueries queries, MonitorBoard board, IOptions<CryptoFlowOptions> options, TimeProvider time, CancellationToken aborted)
    {
        var health = board.Health;
        if (health?.Storage.Place == StoragePlace.Unknown)
            return Problem.Unavailable("No node with the writer has reported to this node yet, so the rules of retention are not known; try again.");
        var rules = health?.Storage.Place == StoragePlace.Elsewhere ? health.Retention?.Rules ?? RetentionRules.None : options.Value.RulesOfRetention();
        var (listed, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ListSeries(null, remaining), aborted);
        if (listed is null)
            return problem!;
        Problem? refused = null;
        var plan = await RetentionPlan.CountAsync(RetentionPlan.Of(rules, listed.Series, time.GetUtcNow().ToUnixTimeMilliseconds()), async find =>
        {
            (var found, refused) = await queries.AskAsync(remaining => find with { Remaining = remaining }, aborted);
            return found;
        });
        return plan is { } counted ? TypedResults.Ok(RetentionAnswer.Of(rules, counted) with { Run = RetentionRun.Of(health?.Retention) }) : refused!;
    }

    private static async Task<Results<Ok<RemovedAnswer>, Problem>> RemoveAsync(WriteRequests writer, CancellationToken aborted)
    {
        var (removed, problem) = await writer.SendAsync(remaining => new WriterProtocol.RemoveOldCandles(WriteId.New(), RunId.New(), remaining), Patience, aborted);
        return removed is null ? problem! : TypedResults.Ok(RemovedAnswer.Of(removed));
    }
}

/// <summary>The answer of <c>GET /api/retention</c>, and the output of <c>retention --dry-run --json</c>. Times in ms UTC.</summary>
/// <param name="Days">Number of days for which the candles of each interval are kept; empty if all candles are kept.</param>
/// <param name="Rows">Candles that would be removed.</param>
/// <param name="Bytes">Approximate number of bytes in the file that become free for later writes.</param>
/// <param name="Series">The series that have a rule.</param>
internal sealed record RetentionAnswer(IReadOnlyDictionary<string, int> Days, long Rows, long Bytes, IReadOnlyList<RetainedSeries> Series)
{
    /// <summary>The run of the server; null if all candles are kept, or no server has answered.</summary>
    public RetentionRun? Run { get; init; }

    public static RetentionAnswer Of(RetentionRules rules, IReadOnlyCollection<PlannedRemoval> plan) => new(
        rules.Days.ToDictionary(d => d.Key.Name, d => d.Value), plan.Sum(p => p.Rows), plan.Sum(p => p.Bytes), [.. plan.Select(RetainedSeries.Of)]);
}

/// <summary>The removal of old candles by the process with the writer. Times in ms UTC; <c>removed</c> counts since the writer's start there.</summary>
internal sealed record RetentionRun(bool Running, long Removed, long? LastRunAt, long LastRemoved, string? Failure, long? NextAt, long ProgressAt)
{
    public static RetentionRun? Of(RetentionStatus? status) => status is null
        ? null
        : new RetentionRun(status.Running, status.Removed, status.LastRunAt, status.LastRemoved, status.Failure, status.NextAt, status.ProgressAt);
}

/// <summary>The candles of one series that would be removed: those in [from, to). Both are null if no candle would be removed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Tf">The interval, minutes.</param>
/// <param name="Rows">Candles that would be removed.</param>
/// <param name="From">Open time of the oldest of them.</param>
/// <param name="To">Open time from which on candles are kept.</param>
/// <param name="Bytes">Approximate size of these candles in the file.</param>
/// <param name="KeptFrom">The boundary that is recorded in the file: no candle before this time is stored, counted as missing, or fetched. Null without a boundary.</param>
/// <param name="PaperAccountFrom">Start of a paper account that needs older candles than the rule keeps; null if there is no such account.</param>
internal sealed record RetainedSeries(string Exchange, string Symbol, int Tf, long Rows, long? From, long? To, long Bytes, long? KeptFrom, long? PaperAccountFrom)
{
    public static RetainedSeries Of(PlannedRemoval p) => new(
        p.Stats.Series.Exchange.ToWireName(),
        p.Stats.Series.Symbol,
        p.Stats.Series.Interval.Minutes,
        p.Rows,
        p.Range.IsEmpty ? null : p.Range.From,
        p.Range.IsEmpty ? null : p.Range.To,
        p.Bytes,
        p.Stats.KeptFrom,
        p.HeldBack ? p.Stats.NeededFrom : null);
}

/// <summary>The answer of <c>POST /api/retention</c>. Exchange, symbol, tf and keptFrom are null if nothing was to be removed.</summary>
internal sealed record RemovedAnswer(string? Exchange, string? Symbol, int? Tf, int Removed, long? KeptFrom, bool More)
{
    public static RemovedAnswer Of(WriterProtocol.OldCandlesRemoved r) => new(
        r.Series?.Exchange.ToWireName(), r.Series?.Symbol, r.Series?.Interval.Minutes, r.Removed, r.Series is null ? null : r.KeptFrom, r.More);
}
