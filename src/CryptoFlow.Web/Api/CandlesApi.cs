using System.Buffers;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api;

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

    private static Task<IResult> ReadAsync([AsParameters] CandlesParameters parameters, ReadQueries queries, PageCache cache, CollectionPlan plan, CancellationToken aborted)
    {
        var query = parameters.ToQuery(DateTimeOffset.MaxValue);
        if (query.Before is not null || query.After is not null)
            return OlderAsync(query, queries, plan, aborted);

        // Others may wait for the same page: it is this request that ends with its client, not the reading.
        var answer = cache.GetAsync(new PageKey(query.Series, query.Limit), () => NewestAsync(query, queries, plan));
        return answer.IsCompleted ? answer : answer.WaitAsync(aborted);
    }

    private static async Task<IResult> OlderAsync(ReaderProtocol.ReadCandles query, ReadQueries queries, CollectionPlan plan, CancellationToken aborted)
    {
        var (read, problem) = await AskAsync(query, queries, plan, aborted);
        return problem ?? (IResult)new CandlesPage(read!);
    }

    private static async Task<PageRead> NewestAsync(ReaderProtocol.ReadCandles query, ReadQueries queries, CollectionPlan plan)
    {
        var (read, problem) = await AskAsync(query, queries, plan, CancellationToken.None);
        if (read is null)
            return new PageRead(problem!);
        var page = PageOf(read);
        return new PageRead(new CachedPageResult(page), page, ExtentOf(read, query.Limit));
    }

    private static async Task<Answer<ReaderProtocol.CandlesRead>> AskAsync(
        ReaderProtocol.ReadCandles query, ReadQueries queries, CollectionPlan plan, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync<ReaderProtocol.CandlesRead>(deadline => query with { Deadline = deadline }, aborted);
        return read is { Known: false } && !plan.Series.Contains(read.Series)
            ? new(null, Problem.NotFound($"{read.Series} is neither stored nor collected; /api/symbols lists what is."))
            : new(read, problem);
    }

    private static CachedPage PageOf(ReaderProtocol.CandlesRead read)
    {
        var body = new ArrayBufferWriter<byte>(CandlesBody.SizeHint(read.Candles.Length));
        CandlesBody.Write(read, body);
        return new CachedPage(CandlesPage.TagOf(read), body.WrittenSpan.ToArray());
    }

    private static PageExtent ExtentOf(ReaderProtocol.CandlesRead read, int limit) => new(
        read.SeriesVersion,
        read.Candles.IsEmpty ? null : read.Candles[0].OpenTime,
        read.HasOlder && read.Candles.Length == limit);
}
