using CryptoFlow.Collectors.Streams;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Candles;

/// <summary>
/// <c>GET /api/candles</c>: pages of stored candles, and of candles that are rolled up from stored ones. The newest page of each series comes from <see
/// cref="PageCache"/>, without a query.
/// </summary>
internal static class CandlesApi
{
    public static void MapCandles(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/candles", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .WithName("GetCandles")
        .WithTags("Candles")
        .WithSummary("Candles of a series, oldest first.")
        .WithDescription("The latest candles, the latest before a time, the earliest after a time, or those of a range. Candles of a length that is not stored are rolled up from a stored interval. The ETag is exact to the commit: If-None-Match is answered with 304 until the series changes.")
        .Produces<CandlesDocument>()
        .Produces(StatusCodes.Status304NotModified)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static Task<IResult> ReadAsync([AsParameters] CandlesParameters parameters, NewestPages pages, SeriesChoice choice, IFormingCandles forming, CancellationToken aborted)
    {
        var request = parameters.ToRequest();
        return choice.TryChoose(request.Instrument, request.Timeframe) is { } chosen
            ? AnswerAsync(request, chosen, pages, forming, aborted)
            : LookAsync(request, pages, choice, forming, aborted);
    }

    /// <summary>Answers for a series that is not collected: from the stored candles of this length, if there are any, else rolled up.</summary>
    private static async Task<IResult> LookAsync(CandlesRequest request, NewestPages pages, SeriesChoice choice, IFormingCandles forming, CancellationToken aborted)
    {
        if (request.Timeframe.TryGetInterval(out var interval)
            && await AnswerAsync(request, new ChosenSeries(new SeriesKey(request.Instrument, interval), null), pages, forming, aborted) is var stored and not Problem { Status: StatusCodes.Status404NotFound })
            return stored;
        var (chosen, problem) = await choice.LookAsync(request.Instrument, request.Timeframe, aborted);
        return chosen is null ? problem! : await AnswerAsync(request, chosen, pages, forming, aborted);
    }

    private static Task<IResult> AnswerAsync(CandlesRequest request, ChosenSeries chosen, NewestPages pages, IFormingCandles forming, CancellationToken aborted)
    {
        var limit = chosen.LimitOf(request.Limit);
        if (request.AsOf is not null && chosen.RolledUpTo is { } timeframe)
            return Task.FromResult<IResult>(Problem.BadRequest($"asOf is for stored intervals, and {timeframe} is rolled up from {chosen.Series.Interval}."));
        if (request.Bounds is { } bounds)
            return OlderAsync(bounds.ToQuery(chosen, limit) with { AsOf = request.AsOf }, pages, aborted);

        if (request.Forming && chosen.RolledUpTo is { } rolled)
            return Task.FromResult<IResult>(Problem.BadRequest($"forming is for stored intervals, and {rolled} is rolled up from {chosen.Series.Interval}."));

        var page = pages.GetAsync(chosen, limit);
        if (request.Forming)
            return WithFormingAsync(page, forming.Find(chosen.Series)?.Candle, aborted);
        return page.IsCompletedSuccessfully ? page.Result.Answered : NewestAsync(page, aborted);
    }

    private static async Task<IResult> WithFormingAsync(Task<PageRead> page, Candle? forming, CancellationToken aborted)
    {
        var read = await page.WaitAsync(aborted);
        return read.Page is { } stored ? new FormingPage(stored, forming is { } candle && !(candle.OpenTime <= read.Extent.LastTime) ? candle : null) : read.Answer;
    }

    private static async Task<IResult> NewestAsync(Task<PageRead> page, CancellationToken aborted) => (await page.WaitAsync(aborted)).Answer;

    private static async Task<IResult> OlderAsync(ReaderProtocol.ReadCandles query, NewestPages pages, CancellationToken aborted)
    {
        var (read, problem) = await pages.AskAsync(query, aborted);
        return problem ?? (IResult)new CandlesPage(read!);
    }
}
