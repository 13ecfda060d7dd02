using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Funding;

/// <summary><c>GET /api/funding</c>: the settled funding rates of a contract.</summary>
internal static class FundingApi
{
    public static void MapFunding(this IEndpointRouteBuilder routes) => routes
        .MapRead("/api/funding", ReadAsync)
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetFunding")
        .WithTags("Funding")
        .WithSummary("The settled funding rates of a contract, oldest first.")
        .WithDescription("The latest rates, or the earliest of a range. Within [completeFrom, completeTo) no settlement of the exchange is missing.")
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<FundingAnswer>, Problem>> ReadAsync(
        [AsParameters] FundingParameters parameters, ReadQueries queries, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(parameters.ToQuery, aborted);
        if (read is null)
            return problem!;
        return read.Known || parameters.HasBounds
            ? TypedResults.Ok(FundingAnswer.From(read))
            : Problem.NotFound($"There are no funding rates of {read.Contract}. Collector:Funding switches their collection on for the collected contracts.");
    }
}

/// <summary>The answer of <c>GET /api/funding</c>. Times are ms UTC.</summary>
/// <param name="Exchange">The exchange, lower case.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Rates">Oldest first.</param>
/// <param name="HasMore">Whether the bounds hold more rates: later ones if <c>from</c> was given, else earlier ones.</param>
/// <param name="CompleteFrom">From this time on no settlement is missing; null if that is not known yet.</param>
/// <param name="CompleteTo">Until this time (exclusive) no settlement is missing; null if that is not known yet.</param>
internal sealed record FundingAnswer(string Exchange, string Symbol, IReadOnlyList<FundingRateAnswer> Rates, bool HasMore, long? CompleteFrom, long? CompleteTo)
{
    public static FundingAnswer From(ReaderProtocol.FundingRatesRead read) => new(
        read.Contract.Exchange.ToWireName(),
        read.Contract.Symbol,
        [.. read.Rates.Select(r => new FundingRateAnswer(r.Time, r.Rate, r.MarkPrice))],
        read.HasMore,
        read.Complete?.From,
        read.Complete?.To);
}

/// <summary>One settlement: longs pay <c>rate</c> of a position's value to shorts; negative: shorts pay. <c>markPrice</c> is null if the exchange does not give it.</summary>
internal sealed record FundingRateAnswer(long Time, double Rate, double? MarkPrice);
