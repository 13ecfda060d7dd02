using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Api.Revisions;

/// <summary><c>GET /api/revisions</c>: the values that stored candles had before they changed.</summary>
internal static class RevisionsApi
{
    public static void MapRevisions(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/revisions", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetRevisions")
        .WithTags("Candles")
        .WithSummary("The former values of changed candles, newest change first, with the time and the source of each change.")
        .Produces<RevisionsAnswer>()
        .Produces(StatusCodes.Status304NotModified)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync([AsParameters] RevisionsParameters parameters, ReadQueries queries, HttpContext http, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(parameters.ToQuery, aborted);
        if (read is null)
            return problem!;
        return ConditionalAnswer.TryNotModified(http, TagOf(read)) ? Results.Empty : TypedResults.Ok(RevisionsAnswer.From(read));
    }

    /// <summary>New rows get larger ids and only the oldest rows are deleted, so the first and the last id identify the state of the table.</summary>
    private static EntityTagHeaderValue? TagOf(ReaderProtocol.RevisionsRead read) =>
        read.DatabaseId is { } database ? new EntityTagHeaderValue($"\"{database}-r{read.OldestId:x}-{read.NewestId:x}\"", isWeak: true) : null;
}

/// <summary>The answer of <c>GET /api/revisions</c>.</summary>
/// <param name="Revisions">Newest change first.</param>
/// <param name="HasMore">Whether older revisions match; <c>before</c> with the last id reads them.</param>
/// <param name="RevisionsSince">From this time on all changes by CryptoFlow are on record, ms UTC.</param>
internal sealed record RevisionsAnswer(IReadOnlyList<RevisionAnswer> Revisions, bool HasMore, long RevisionsSince)
{
    public static RevisionsAnswer From(ReaderProtocol.RevisionsRead read) => new([.. read.Revisions.Select(RevisionAnswer.Of)], read.HasOlder, read.Since);
}

/// <summary>One change of a candle: its time, its source, and the values before the change. Times are ms UTC; <c>time</c> is the open time.</summary>
internal sealed record RevisionAnswer(
    long Id,
    string Exchange,
    string Symbol,
    int Tf,
    long Time,
    long ChangedAt,
    string Source,
    double Open,
    double High,
    double Low,
    double Close,
    double Volume,
    double BuyVolume,
    double SellVolume,
    double Delta,
    long TradeCount)
{
    internal static RevisionAnswer Of(CandleRevision revision) => new(
        revision.Id,
        revision.Series.Exchange.ToWireName(),
        revision.Series.Symbol,
        revision.Series.Interval.Minutes,
        revision.Old.OpenTime,
        revision.ChangedAt,
        revision.Source.ToName(),
        revision.Old.Open,
        revision.Old.High,
        revision.Old.Low,
        revision.Old.Close,
        revision.Old.Volume,
        revision.Old.BuyVolume,
        revision.Old.SellVolume,
        revision.Old.Delta,
        revision.Old.TradeCount);
}
