using System.Collections.Concurrent;
using CryptoFlow.Exchanges;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>A request that was answered or given up.</summary>
/// <param name="Task">The request.</param>
/// <param name="Page">The answer, or null.</param>
/// <param name="ClockOffset">
/// The exchange's clock minus <see cref="CollectorContext.Uptime"/>, ms. Taken when the answer arrives, because storing may have to wait.
/// </param>
/// <param name="Error">Why the request was given up, or null.</param>
internal sealed record FetchedPage(PageTask Task, CandlePage? Page, long? ClockOffset, ExchangeError? Error);

/// <summary>
/// The two steps of each page in the stream of a run: ask the exchange, then store the answer. Failures are values; only cancellation throws.
/// </summary>
internal sealed class PageWorker(CollectorContext context, RunId run, ChangeSource source)
{
    /// <summary>Tries of one request before this run gives it up. The candles stay missing, and a later run asks again.</summary>
    private const int MaxAttempts = 6;

    private readonly WriterClient _writer = new(context.Writer, context.Time, RetryPolicy.UntilStored(context.Seed));

    /// <summary>Set when the exchange refuses this location. Then this run sends no more requests.</summary>
    private volatile ExchangeError? _forbidden;

    /// <summary>Series that the exchange does not know. The run skips their other pages, which the exchange would refuse too.</summary>
    private readonly ConcurrentDictionary<SeriesKey, ExchangeError> _unknown = new();

    /// <summary>Asks until the exchange answers, its error says that retries do not help, or all tries are used.</summary>
    public async Task<FetchedPage> FetchAsync(PageTask task, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20), SeedOf(context.Seed, task));
        for (var attempt = 1; ; attempt++)
        {
            var result = await AskAsync(task.Series, client => client.GetCandlesAsync(task.Series, task.Range, task.Priority, cancellation)).ConfigureAwait(false);
            if (result.IsSuccess)
                return new FetchedPage(task, result.Value, OffsetOf(result.Value), null);
            if (result.Error.Retry == RetryAdvice.Never || attempt == MaxAttempts)
                return new FetchedPage(task, null, null, result.Error);

            // If the whole exchange is paused, the budget itself delays the next try.
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

    /// <summary>Stores an answer. The writer acknowledges it after COMMIT.</summary>
    /// <param name="fetched">The answer, or the reason why there is none.</param>
    /// <param name="lane">The writer's lane.</param>
    /// <param name="cancellation">Ends the retries.</param>
    /// <param name="compared">The comparison to record with the page, for the sweep; otherwise null.</param>
    public async Task<PageOutcome> StoreAsync(FetchedPage fetched, WriteLane lane, CancellationToken cancellation, PageComparison? compared = null)
    {
        if (fetched.Page is not { } page)
            return new PageOutcome(fetched.Task, default, 0, null, [], fetched.Error);
        if (page.Candles.IsEmpty && compared is null)
            return new PageOutcome(fetched.Task, page.Asked, 0, fetched.ClockOffset, page.Rejected, null);

        var stored = await _writer.SendAsync(
            remaining => new WriteCandles(WriteId.New(), lane, source, run, fetched.Task.Series, page.Candles, remaining, compared)
            {
                OnlyIfAdded = !context.Plan.Names(fetched.Task.Series),
            },
            cancellation).ConfigureAwait(false);
        if (stored.Refusal is { Reason: WriteRefusal.NotAdded })
            return new PageOutcome(fetched.Task, default, 0, fetched.ClockOffset, page.Rejected, null); // A user has removed the series: nothing has failed.
        return stored.IsAnswered
            ? new PageOutcome(
                fetched.Task, page.Asked, stored.Answer.Inserted + stored.Answer.Updated, fetched.ClockOffset, page.Rejected, null,
                page.Candles.IsEmpty ? null : page.Candles[^1].OpenTime, stored.Answer.Updated)
            : new PageOutcome(fetched.Task, default, 0, fetched.ClockOffset, page.Rejected, NotStored(stored.Refusal));
    }

    /// <summary>Asks once for the newest candles of a series. There is no retry: the next sync asks again.</summary>
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

    /// <summary>A seed that is the same in each process, so that a run can be repeated. A <see cref="HashCode"/> differs from process to process.</summary>
    internal static int SeedOf(int seed, PageTask task) =>
        unchecked((task.Series.ToString().Aggregate(seed, (hash, character) => (hash * 31) + character) * 31) + (int)(task.Range.From / Interval.M1.Milliseconds));

    private long? OffsetOf(CandlePage? page) => page?.ExchangeTime - context.Uptime;

    private static ExchangeError NotStored(WriteRefused rejected) =>
        new(ExchangeErrorKind.Unavailable, RetryAdvice.Never, $"Not stored, {rejected.Reason}: {rejected.Detail}");
}
