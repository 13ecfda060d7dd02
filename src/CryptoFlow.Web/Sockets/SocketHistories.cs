using CryptoFlow.Web.Caching;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Sockets;

/// <summary>The outcome of reading the history of a subscription.</summary>
internal abstract record HistoryRead
{
    private HistoryRead()
    {
    }

    /// <summary>The page of the history and its extent.</summary>
    public sealed record Found(CachedPage Page, PageExtent Extent) : HistoryRead;

    /// <summary>The series is neither stored nor collected. The sentence is sent to the client.</summary>
    public sealed record NoSuchSeries(string Sentence) : HistoryRead;

    /// <summary>The history was not read in time, too many subscriptions were waiting, or the subscription ended first.</summary>
    public sealed record NotRead : HistoryRead
    {
        public static readonly NotRead Instance = new();

        private NotRead()
        {
        }
    }
}

/// <summary>The limits of the reads of histories.</summary>
internal sealed record HistoryLimits
{
    /// <summary>Maximum number of concurrent reads. The limit leaves room in the readers' queue for HTTP requests.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Maximum time that a subscription waits for its history, retries included.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between a refused read and the next attempt.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Reads the histories of all subscriptions. A subscription waits for its turn, and a read that the database refuses is retried. Subscriptions
/// to one series at the same time share one read and one message. A client waits for at most one history at a time, so the queue is never
/// longer than the maximum number of clients.
/// </summary>
internal sealed class SocketHistories(NewestPages pages, SocketCounters counters, HistoryLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(limits.AtOnce);

    /// <param name="series">The series whose newest candles are read.</param>
    /// <param name="ended">Cancelled when the subscription has ended.</param>
    public async Task<HistoryRead> ReadAsync(SeriesKey series, CancellationToken ended)
    {
        if (!counters.TryWaitForHistory())
            return HistoryRead.NotRead.Instance;
        using var late = new CancellationTokenSource(limits.Wait, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ended);
        try
        {
            while (true)
            {
                if (await ReadInTurnAsync(series, over.Token) is { } read)
                    return read;
                await Task.Delay(limits.RetryAfter, time, over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            if (!ended.IsCancellationRequested)
                counters.CountHistoryRefused();
            return HistoryRead.NotRead.Instance;
        }
        finally
        {
            counters.HistoryWaitOver();
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>The history, or null when the database refuses the read now.</summary>
    private async Task<HistoryRead?> ReadInTurnAsync(SeriesKey series, CancellationToken over)
    {
        await _turns.WaitAsync(over);
        try
        {
            var read = await pages.GetAsync(series, LiveSeam.HistoryCandles).WaitAsync(over);
            return read switch
            {
                { Page: { } page } => new HistoryRead.Found(page, read.Extent),
                { Answer: Problem { Status: StatusCodes.Status404NotFound } unknown } => new HistoryRead.NoSuchSeries(unknown.Error),
                _ => null,
            };
        }
        finally
        {
            _turns.Release();
        }
    }
}
