using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Collectors;

/// <summary>
/// The streams of a collector as functions: requests → exchange → writer. The budget of the exchange throttles the first step and the
/// writer's acknowledgement the second, so that back-pressure reaches the exchange: a request is not sent while
/// answers wait to be stored.
/// </summary>
internal static class CandleFlows
{
    /// <summary>History: requests are tried again, all series of the exchange side by side.</summary>
    public static Source<PageOutcome, NotUsed> Backfill(
        IEnumerable<PageTask> pages, PageWorker worker, int requestsInFlight, int pagesInFlight, CancellationToken cancellation) =>
        Source.From(pages)
            .SelectAsyncUnordered(requestsInFlight, page => worker.FetchAsync(page, cancellation))
            .SelectAsyncUnordered(pagesInFlight, page => worker.StoreAsync(page, WriteLane.Backfill, cancellation));

    /// <summary>The newest candles of each series, asked for once.</summary>
    public static Source<PageOutcome, NotUsed> Sync(
        IEnumerable<(SeriesKey Series, int Limit)> series, PageWorker worker, int requestsInFlight, int pagesInFlight, CancellationToken cancellation) =>
        Source.From(series)
            .SelectAsyncUnordered(requestsInFlight, s => worker.FetchNewestAsync(s.Series, s.Limit, cancellation))
            .SelectAsyncUnordered(pagesInFlight, page => worker.StoreAsync(page, WriteLane.Sync, cancellation));

    /// <summary>Runs a stream, hands each outcome on, and completes when the last one is handed on.</summary>
    public static Task RunAsync(this Source<PageOutcome, NotUsed> outcomes, Action<PageOutcome> onOutcome, IMaterializer materializer) =>
        outcomes.RunForeach(onOutcome, materializer);
}
