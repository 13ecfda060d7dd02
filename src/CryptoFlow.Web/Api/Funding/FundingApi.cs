using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Funding;

/// <summary><c>GET /api/funding</c>: the settled funding rates of a contract, and the exchange's estimate for the next rate.</summary>
internal static class FundingApi
{
    public static void MapFunding(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/funding", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetFunding")
        .WithTags("Funding")
        .WithSummary("The settled funding rates of a contract with their mark prices, oldest first, and the estimate for the next one.")
        .WithDescription("The latest rates, or the earliest of a range. Within [completeFrom, completeTo) no settlement of the exchange is missing.")
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<FundingAnswer>, Problem>> ReadAsync(
        [AsParameters] FundingParameters parameters, ReadQueries queries, MonitorBoard board, TimeProvider time, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(parameters.ToQuery, aborted);
        if (read is null)
            return problem!;
        var collector = board.Health?.Collectors.FirstOrDefault(c => c.Exchange == read.Contract.Exchange);
        var now = collector is null ? (long?)null : FundingRules.ExchangeNow(collector, time.GetUtcNow().ToUnixTimeMilliseconds());

        // From the newest report of the exchange's collector, which may run on another node.
        var current = collector?.Funding?.Find(read.Contract.Symbol) is { } funding ? CurrentFundingAnswer.Of(funding, now!.Value) : null;
        return read.Known || parameters.HasBounds || current is not null ? TypedResults.Ok(FundingAnswer.From(read, current, now)) : NotFound(read.Contract);
    }

    public static Problem NotFound(Instrument contract) =>
        Problem.NotFound($"There are no funding rates of {contract}. Collector:Funding switches their collection on for the collected contracts.");
}

/// <summary>The answer of <c>GET /api/funding</c>. Times are ms UTC.</summary>
/// <param name="Exchange">The exchange, lower case.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Rates">Oldest first.</param>
/// <param name="HasMore">Whether the bounds hold more rates: later ones if <c>from</c> was given, else earlier ones.</param>
/// <param name="CompleteFrom">From this time on no settlement is missing; null if that is not known yet.</param>
/// <param name="CompleteTo">Until this time (exclusive) no settlement is missing; null if that is not known yet.</param>
/// <param name="Current">The exchange's estimate for the next settlement; null if the exchange is not collected or has not been asked yet.</param>
/// <param name="ExchangeTime">The exchange's clock at this answer, ms UTC, to compare with <c>nextFundingTime</c>; null if the exchange is not collected.</param>
internal sealed record FundingAnswer(
    string Exchange, string Symbol, IReadOnlyList<FundingRateAnswer> Rates, bool HasMore, long? CompleteFrom, long? CompleteTo, CurrentFundingAnswer? Current, long? ExchangeTime)
{
    public static FundingAnswer From(ReaderProtocol.FundingRatesRead read, CurrentFundingAnswer? current, long? exchangeTime) => new(
        read.Contract.Exchange.ToWireName(),
        read.Contract.Symbol,
        [.. read.Rates.Select(r => new FundingRateAnswer(r.Time, r.Rate, r.MarkPrice))],
        read.HasMore,
        read.Complete?.From,
        read.Complete?.To,
        current,
        exchangeTime);
}

/// <summary>
/// One settlement. Longs pay the fraction <c>rate</c> of a position's value to shorts; if it is negative, shorts pay. <c>markPrice</c> is null if the exchange has no
/// mark price of that time.
/// </summary>
internal sealed record FundingRateAnswer(long Time, double Rate, double? MarkPrice);
