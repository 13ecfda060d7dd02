using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Candles;

/// <summary><c>GET /api/candles</c>: pages of stored candles. The newest of each series come from <see cref="PageCache"/>, without a query.</summary>
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

    private static Task<IResult> ReadAsync([AsParameters] CandlesParameters parameters, NewestPages pages, CancellationToken aborted)
    {
        var query = parameters.ToQuery(TimeSpan.Zero);
        if (query.Before is not null || query.After is not null || query.AsOf is not null)
            return OlderAsync(query, pages, aborted);

        var page = pages.GetAsync(query.Series, query.Limit);
        return page.IsCompletedSuccessfully ? page.Result.Answered : NewestAsync(page, aborted);
    }

    private static async Task<IResult> NewestAsync(Task<PageRead> page, CancellationToken aborted) => (await page.WaitAsync(aborted)).Answer;

    private static async Task<IResult> OlderAsync(ReaderProtocol.ReadCandles query, NewestPages pages, CancellationToken aborted)
    {
        var (read, problem) = await pages.AskAsync(query, aborted);
        return problem ?? (IResult)new CandlesPage(read!);
    }
}
