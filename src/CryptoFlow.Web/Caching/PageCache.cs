using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// Names a page: the newest <paramref name="Limit"/> candles of a series, as stored or rolled up. A page of rolled-up candles belongs to the series of the base
/// candles, so a commit of that series evicts it. Older pages are not cached, because two clients rarely ask for the same one.
/// </summary>
internal readonly record struct PageKey(SeriesKey Series, int Limit, Timeframe? RolledUpTo = null);

/// <summary>The facts by which the cache decides whether a commit changes a page.</summary>
/// <param name="Version">The series version in the snapshot that the page was read from.</param>
/// <param name="FirstTime">Open time of the first candle, ms UTC; null when the page is empty.</param>
/// <param name="LastTime">Open time of the last candle, ms UTC; null when the page is empty.</param>
/// <param name="Closed">True when the page is full and older candles are stored. Then changes to candles before its first candle do not change the page.</param>
/// <param name="DatabaseId">The id of the database that the page was read from, within which series versions are compared; null when the file has no id.</param>
internal readonly record struct PageExtent(long Version, long? FirstTime, long? LastTime, bool Closed, string? DatabaseId = null)
{
    /// <summary>True when a commit whose newest changed candle opens at <paramref name="to"/> (ms UTC) does not change the page.</summary>
    public bool IsUntouchedBy(long to) => Closed && to < FirstTime;
}

/// <summary>The outcome of reading a page: the HTTP answer, and the page when the read succeeded.</summary>
internal sealed record PageRead(IResult Answer, CachedPage? Page = null, PageExtent Extent = default)
{
    /// <summary>
    /// True for a page with candles. An empty page is not kept: if its series is not collected any more, the answer is 404 and not an empty page, and no commit tells a cache
    /// that a user has removed the series. To read an empty page takes one look-up.
    /// </summary>
    public bool MayBeKept => Page is not null && Extent.LastTime is not null;

    /// <summary>The answer as a completed task, so that requests share one task object.</summary>
    public Task<IResult> Answered { get; } = Task.FromResult(Answer);
}

/// <summary>
/// Caches the newest pages as bytes. A page is never stale: the writer reports each change after COMMIT and before it acknowledges the write.
/// The cache then evicts the pages that the change touches, and new requests no longer join a query that began before the change.
/// The old pages of a backfill do not touch newest pages.
/// </summary>
/// <remarks>
/// Requests for a page that is being read wait for that one query. The size is bounded in bytes; the least recently used page is evicted first.
/// Safe for concurrent use. One lock protects the dictionaries; no query, JSON writing or compression runs under the lock.
/// </remarks>
internal sealed class PageCache : ISeriesChangeListener
{
    private readonly Lock _lock = new();
    private readonly LruByBytes<PageKey, (PageExtent Extent, Task<PageRead> Read)> _pages;
    private readonly Dictionary<SeriesKey, HashSet<PageKey>> _keysBySeries = [];

    /// <summary>Queries that a new request may join.</summary>
    private readonly Dictionary<PageKey, Reading> _shared = [];

    /// <summary>All queries that are running.</summary>
    private readonly HashSet<Reading> _readings = [];

    private long _hits;
    private long _misses;

    public PageCache(long maxBytes) => _pages = new(maxBytes, evicted: Unlist);

    /// <summary>Cached bytes and pages; hits (requests answered without a query of their own) and misses.</summary>
    public (long Bytes, int Pages, long Hits, long Misses) Snapshot()
    {
        lock (_lock)
            return (_pages.Bytes, _pages.Count, _hits, _misses);
    }

    /// <summary>
    /// The cached page, or the result of <paramref name="read"/>. Do not cancel <paramref name="read"/> with one client's request: others may
    /// wait for it too.
    /// </summary>
    public Task<PageRead> GetAsync(PageKey key, Func<Task<PageRead>> read)
    {
        Reading reading;
        lock (_lock)
        {
            if (_pages.TryGet(key, out var page))
            {
                _hits++;
                return page.Read;
            }

            if (_shared.TryGetValue(key, out var joined))
            {
                _hits++;
                return joined.Answer;
            }

            _misses++;
            _shared[key] = reading = new Reading(key);
            _readings.Add(reading);
        }

        _ = ReadAsync(reading, read);
        return reading.Answer;
    }

    public void Changed(SeriesKey series, long from, long to, long version)
    {
        lock (_lock)
        {
            foreach (var reading in _readings.Where(r => r.Key.Series == series))
                Overtake(reading, to, version);
            if (!_keysBySeries.TryGetValue(series, out var keys))
                return;
            foreach (var key in keys.ToList())
            {
                if (_pages.TryPeek(key, out var page) && page.Extent.IsUntouchedBy(to))
                    continue;
                _pages.Remove(key);
                Unlist(key);
            }
        }
    }

    public void ChangedElsewhere()
    {
        lock (_lock)
        {
            foreach (var reading in _readings)
                Overtake(reading, to: long.MaxValue, version: long.MaxValue);
            _pages.Clear();
            _keysBySeries.Clear();
        }
    }

    private async Task ReadAsync(Reading reading, Func<Task<PageRead>> read)
    {
        try
        {
            var answer = await read();
            End(reading, answer);
            reading.SetAnswer(answer);
        }
#pragma warning disable CA1031 // Every request that waits for this query gets the failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            End(reading, null);
            reading.SetFailure(failure);
        }
    }

    /// <summary>After a change, a new request must not get a page that was read before the change. Requests from before the change may get this page.</summary>
    private void Overtake(Reading reading, long to, long version)
    {
        if (_shared.GetValueOrDefault(reading.Key) == reading)
            _shared.Remove(reading.Key);
        reading.Overtake(to, version);
    }

    private void End(Reading reading, PageRead? read)
    {
        lock (_lock)
        {
            _readings.Remove(reading);
            if (_shared.GetValueOrDefault(reading.Key) == reading)
                _shared.Remove(reading.Key);
            if (read is { MayBeKept: true, Page: { } page } && reading.HasAllOf(read.Extent) && _pages.Put(reading.Key, (read.Extent, Task.FromResult(read)), page.Bytes))
                List(reading.Key);
        }
    }

    private void List(PageKey key)
    {
        if (!_keysBySeries.TryGetValue(key.Series, out var keys))
            _keysBySeries[key.Series] = keys = [];
        keys.Add(key);
    }

    private void Unlist(PageKey key)
    {
        var keys = _keysBySeries[key.Series];
        if (keys.Remove(key) && keys.Count == 0)
            _keysBySeries.Remove(key.Series);
    }

    /// <summary>A running query, and the changes that were committed while it ran.</summary>
    private sealed class Reading(PageKey key)
    {
        private readonly TaskCompletionSource<PageRead> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _overtakenTo = long.MinValue;
        private long _overtakenBy = long.MinValue;

        public PageKey Key { get; } = key;

        public Task<PageRead> Answer => _answer.Task;

        public void SetAnswer(PageRead answer) => _answer.SetResult(answer);

        public void SetFailure(Exception failure) => _answer.SetException(failure);

        public void Overtake(long to, long version)
        {
            _overtakenTo = Math.Max(_overtakenTo, to);
            _overtakenBy = Math.Max(_overtakenBy, version);
        }

        /// <summary>True if the page may be cached: its snapshot includes the newest change, or no change has touched the page.</summary>
        public bool HasAllOf(PageExtent extent) => extent.Version >= _overtakenBy || extent.IsUntouchedBy(_overtakenTo);
    }
}
