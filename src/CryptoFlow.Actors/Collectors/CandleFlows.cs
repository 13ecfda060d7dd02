using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Collectors;

/// <summary>
/// The Akka streams of a collector: requests → exchange → writer. The exchange's request budget limits the first step, and the writer's acknowledgement limits the
/// second step. So back-pressure reaches the exchange: no request is sent while answers wait to be stored.
/// </summary>
internal static class CandleFlows
{
    /// <summary>The stream of a backfill: all series of the exchange side by side. Failed requests are retried.</summary>
    public static Source<PageOutcome, NotUsed> Backfill(
        IEnumerable<PageTask> pages, PageWorker worker, int requestsInFlight, int pagesInFlight, CancellationToken cancellation) =>
        Source.From(pages)
            .SelectAsyncUnordered(requestsInFlight, page => worker.FetchAsync(page, cancellation))
            .SelectAsyncUnordered(pagesInFlight, page => worker.StoreAsync(page, WriteLane.Backfill, cancellation));

    /// <summary>The stream of a sync: the newest candles of each series, without retries.</summary>
    public static Source<PageOutcome, NotUsed> Sync(
        IEnumerable<(SeriesKey Series, int Limit)> series, PageWorker worker, int requestsInFlight, int pagesInFlight, CancellationToken cancellation) =>
        Source.From(series)
            .SelectAsyncUnordered(requestsInFlight, s => worker.FetchNewestAsync(s.Series, s.Limit, cancellation))
            .SelectAsyncUnordered(pagesInFlight, page => worker.StoreAsync(page, WriteLane.Sync, cancellation));

    /// <summary>Runs a stream and calls <paramref name="onOutcome"/> for each outcome. The task completes after the last call.</summary>
    public static Task RunAsync(this Source<PageOutcome, NotUsed> outcomes, Action<PageOutcome> onOutcome, IMaterializer materializer) =>
        outcomes.RunForeach(onOutcome, materializer);
}
