using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api;

/// <summary><c>GET /api/candles</c>: pages of stored candles.</summary>
internal static class CandlesApi
{
    public static void MapCandles(this IEndpointRouteBuilder routes) => routes
        .MapRead("/api/candles", ReadAsync)
        .WithName("GetCandles")
        .WithTags("Candles")
        .WithSummary("Candles of a series, oldest first.")
        .WithDescription("The latest candles, or the latest before a time, or the earliest after a time. The ETag is exact to the commit: If-None-Match is answered with 304 until the series changes.")
        .Produces<CandlesDocument>()
        .Produces(StatusCodes.Status304NotModified)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<CandlesPage, Problem>> ReadAsync(
        [AsParameters] CandlesParameters parameters,
        ReadQueries queries,
        CollectionPlan plan,
        CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync<ReaderProtocol.CandlesRead>(parameters.ToQuery, aborted);
        if (read is null)
            return problem!;
        if (!read.Known && !plan.Series.Contains(read.Series))
            return Problem.NotFound($"{read.Series} is neither stored nor collected; /api/symbols lists what is.");

        return new CandlesPage(read);
    }
}
