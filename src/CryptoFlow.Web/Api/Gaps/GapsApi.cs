using CryptoFlow.Messages;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Gaps;

/// <summary><c>GET /api/gaps</c>: the ledger of gaps, resolved gaps included.</summary>
internal static class GapsApi
{
    public static void MapGaps(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/gaps", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetGaps")
        .WithTags("Candles")
        .WithSummary("Every missing range of candles with its verdict, unresolved ranges first.")
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<GapsAnswer>, Problem>> ReadAsync(
        [AsParameters] GapsParameters parameters,
        ReadQueries queries,
        CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(parameters.ToQuery, aborted);
        return read is null ? problem! : TypedResults.Ok(GapsAnswer.From(read));
    }
}

/// <summary>The answer of <c>GET /api/gaps</c>.</summary>
internal sealed record GapsAnswer(IReadOnlyList<GapAnswer> Gaps, GapTotals Totals)
{
    public static GapsAnswer From(ReaderProtocol.GapsRead read)
    {
        return new(
            [.. read.Gaps.Select(GapAnswer.Of)],
            new(read.TotalOf(GapVerdict.Open), read.TotalOf(GapVerdict.Repairing), read.TotalOf(GapVerdict.ConfirmedMissing), read.TotalOf(GapVerdict.Unreadable), read.TotalOf(GapVerdict.Filled)));
    }
}

/// <summary>Number of ranges by verdict under the same filter, without the limit.</summary>
internal sealed record GapTotals(long Open, long Repairing, long ConfirmedMissing, long Unreadable, long Filled);

/// <summary>One missing range [from, to), ms UTC. For an unreadable candle, <c>reason</c> says what is wrong with the exchange's row.</summary>
internal sealed record GapAnswer(
    string Exchange,
    string Symbol,
    int Tf,
    long From,
    long To,
    long Candles,
    string Verdict,
    int Asks,
    bool BeforeListing,
    long FoundAt,
    long? LastAskedAt,
    long? NextAskAt,
    long? ResolvedAt,
    string? Reason)
{
    internal static GapAnswer Of(GapRecord gap) => new(
        gap.Series.Exchange.ToWireName(),
        gap.Series.Symbol,
        gap.Series.Interval.Minutes,
        gap.Range.From,
        gap.Range.To,
        gap.Candles,
        gap.Verdict.ToName(),
        gap.Asks,
        gap.BeforeListing,
        gap.FoundAt,
        gap.LastAskedAt,
        gap.NextAskAt,
        gap.ResolvedAt,
        gap.Reason);
}
