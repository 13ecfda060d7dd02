using CryptoFlow.Web.Api;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Sockets;

/// <summary>What came of asking for the history that begins a subscription.</summary>
internal abstract record HistoryRead
{
    private HistoryRead()
    {
    }

    /// <summary>The page and what it holds.</summary>
    public sealed record Found(CachedPage Page, PageExtent Extent) : HistoryRead;

    /// <summary>There is no such series; the sentence says so to the client.</summary>
    public sealed record NoSuchSeries(string Sentence) : HistoryRead;

    /// <summary>It could not be read within the time that a subscription waits, or the subscription ended first.</summary>
    public sealed record NotRead : HistoryRead
    {
        public static readonly NotRead Instance = new();

        private NotRead()
        {
        }
    }
}

/// <summary>How subscriptions wait for their histories.</summary>
internal sealed record HistoryLimits
{
    /// <summary>Histories that are read at once, so that many subscriptions do not fill the readers' queue, in which the requests wait.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>How long a subscription waits, tries again included.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time from a refused reading to the next try.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// The histories of all subscriptions. Each waits for its turn, and what the database refuses is tried again. Those who subscribe to one series at the same time share one reading and
/// one message. A client waits for one history at a time, so the queue has the bound of the places for clients.
/// </summary>
internal sealed class SocketHistories(NewestPages pages, SocketCounters counters, HistoryLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(limits.AtOnce);

    /// <param name="series">Whose newest candles.</param>
    /// <param name="ended">The subscription has ended: nobody wants the history any more.</param>
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

    /// <summary>The history, or null where the database refuses it now.</summary>
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
