using System.Collections.Concurrent;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Comparisons;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>An answered request, or one that was given up.</summary>
/// <param name="Task">The request.</param>
/// <param name="Page">The answer, or null.</param>
/// <param name="ClockOffset">The exchange's clock less <see cref="CollectorContext.Uptime"/> at the answer, ms; taken here, since storing may have to wait.</param>
/// <param name="Error">Why it was given up, or null.</param>
internal sealed record FetchedPage(PageTask Task, CandlePage? Page, long? ClockOffset, ExchangeError? Error);

/// <summary>
/// The two steps of a page on its way, used by the stream of a run: ask the exchange, store what it answered. Failures are values;
/// only cancellation throws.
/// </summary>
internal sealed class PageWorker(CollectorContext context, RunId run)
{
    /// <summary>Tries of one request before it is given up for this run; the gap stays and a later run asks again.</summary>
    private const int MaxAttempts = 6;

    private readonly WriterClient _writer = new(context.Writer, context.Time, context.Seed);

    /// <summary>The exchange does not serve us at all (where we call from): nothing more is asked in this run.</summary>
    private volatile ExchangeError? _forbidden;

    /// <summary>Series that the exchange does not know: the other pages of the run would only be refused as well.</summary>
    private readonly ConcurrentDictionary<SeriesKey, ExchangeError> _unknown = new();

    /// <summary>Asks until there is an answer, the exchange says that no try helps, or the tries are used up.</summary>
    public async Task<FetchedPage> FetchAsync(PageTask task, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20), HashCode.Combine(context.Seed, task));
        for (var attempt = 1; ; attempt++)
        {
            var result = await AskAsync(task.Series, client => client.GetCandlesAsync(task.Series, task.Range, task.Priority, cancellation)).ConfigureAwait(false);
            if (result.IsSuccess)
                return new FetchedPage(task, result.Value, OffsetOf(result.Value), null);
            if (result.Error.Retry == RetryAdvice.Never || attempt == MaxAttempts)
                return new FetchedPage(task, null, null, result.Error);

            // After a pause of the whole exchange the budget itself holds the next try back.
            if (result.Error.Retry == RetryAdvice.AfterBackoff)
                await Task.Delay(backoff.Delay(attempt), context.Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Asks once.</summary>
    public async Task<FetchedPage> FetchOnceAsync(PageTask task, RequestPriority priority, CancellationToken cancellation)
    {
        var result = await AskAsync(task.Series, client => client.GetCandlesAsync(task.Series, task.Range, priority, cancellation)).ConfigureAwait(false);
        return new FetchedPage(task, result.Value, OffsetOf(result.Value), result.Error);
    }

    /// <summary>Stores an answer, acknowledged by the writer after COMMIT.</summary>
    /// <param name="fetched">The answer, or why there is none.</param>
    /// <param name="lane">The writer's lane.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <param name="compared">What is recorded with the page, where a sweep has asked for it.</param>
    public async Task<PageOutcome> StoreAsync(FetchedPage fetched, WriteLane lane, CancellationToken cancellation, PageComparison? compared = null)
    {
        if (fetched.Page is not { } page)
            return new PageOutcome(fetched.Task, default, 0, null, [], fetched.Error);
        if (page.Candles.IsEmpty && compared is null)
            return new PageOutcome(fetched.Task, page.Asked, 0, fetched.ClockOffset, page.Rejected, null);

        var reply = await _writer.SendAsync(
            liveUntil => new WriteCandles(WriteId.New(), lane, run, fetched.Task.Series, page.Candles, liveUntil, compared),
            cancellation).ConfigureAwait(false);
        return reply switch
        {
            CandlesWritten written => new PageOutcome(
                fetched.Task, page.Asked, written.Inserted + written.Updated, fetched.ClockOffset, page.Rejected, null,
                page.Candles.IsEmpty ? null : page.Candles[^1].OpenTime, written.Updated),
            WriteRejected rejected => new PageOutcome(fetched.Task, default, 0, fetched.ClockOffset, page.Rejected, NotStored(rejected)),
            _ => throw new InvalidOperationException($"The writer answered a page with {reply.GetType().Name}."),
        };
    }

    /// <summary>Asks for the newest candles of a series, once: the next sync is the next try.</summary>
    public async Task<FetchedPage> FetchNewestAsync(SeriesKey series, int limit, CancellationToken cancellation)
    {
        var result = await AskAsync(series, client => client.GetNewestCandlesAsync(series, limit, cancellation)).ConfigureAwait(false);
        var task = new PageTask(series, result.Value?.Asked ?? default);
        return new FetchedPage(task, result.Value, OffsetOf(result.Value), result.Error);
    }

    private async Task<ExchangeResult<CandlePage>> AskAsync(SeriesKey series, Func<IExchangeClient, Task<ExchangeResult<CandlePage>>> request)
    {
        if (_forbidden is { } known)
            return known;
        if (_unknown.TryGetValue(series, out var unknown))
            return unknown;
        var result = await request(context.Client).ConfigureAwait(false);
        if (result.Error is { Kind: ExchangeErrorKind.Forbidden } forbidden)
            _forbidden = forbidden;
        if (result.Error is { Kind: ExchangeErrorKind.UnknownSymbol } refused)
            _unknown[series] = refused;
        return result;
    }

    private long? OffsetOf(CandlePage? page) => page?.ExchangeTime - context.Uptime;

    private static ExchangeError NotStored(WriteRejected rejected) =>
        new(ExchangeErrorKind.Unavailable, RetryAdvice.Never, $"Not stored, {rejected.Reason}: {rejected.Detail}");
}
