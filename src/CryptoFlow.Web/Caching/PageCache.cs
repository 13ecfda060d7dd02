using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Caching;

/// <summary>Which page: the newest <paramref name="Limit"/> candles of a series. Older pages are not kept: hardly two clients ask for the same.</summary>
internal readonly record struct PageKey(SeriesKey Series, int Limit);

/// <summary>What a page holds, as far as a commit may change it.</summary>
/// <param name="Version">The series' version in the snapshot that it was read from.</param>
/// <param name="FirstTime">Open time of its first candle, ms UTC, or null where it is empty.</param>
/// <param name="LastTime">Open time of its last candle, ms UTC, or null where it is empty.</param>
/// <param name="Closed">Whether it is full and older candles are stored: then what is added or changed before its first candle changes nothing of it.</param>
/// <param name="DatabaseId">The identity of the database that it was read from, whose versions it counts by; null where the file has none.</param>
internal readonly record struct PageExtent(long Version, long? FirstTime, long? LastTime, bool Closed, string? DatabaseId = null)
{
    /// <summary>Whether it is as it was before a commit whose newest changed candle is <paramref name="to"/>.</summary>
    public bool IsUntouchedBy(long to) => Closed && to < FirstTime;
}

/// <summary>What came of reading a page: an answer, and where that is a page, the page.</summary>
internal sealed record PageRead(IResult Answer, CachedPage? Page = null, PageExtent Extent = default)
{
    /// <summary>The answer for who waits for a task, made once.</summary>
    public Task<IResult> Answered { get; } = Task.FromResult(Answer);
}

/// <summary>
/// The newest pages as bytes. Never stale: the writer tells it of each change after COMMIT and before the acknowledgement, and by then a
/// page that the change touches is gone, and one that is being read is shared no more. A backfill's old pages touch no newest page.
/// </summary>
/// <remarks>
/// Requests for a page that is being read wait for that one query. Bounded in bytes; the page that was not asked for for the longest time
/// goes first. Safe for concurrent use: one lock, held for look-ups only, never while something is read, written or packed.
/// </remarks>
internal sealed class PageCache(long maxBytes) : ISeriesChangeListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PageKey, LinkedListNode<Entry>> _pages = [];
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Dictionary<SeriesKey, HashSet<PageKey>> _keysBySeries = [];

    /// <summary>Readings that a new request may join.</summary>
    private readonly Dictionary<PageKey, Reading> _shared = [];

    /// <summary>All readings that are under way.</summary>
    private readonly HashSet<Reading> _readings = [];

    private long _bytes;
    private long _hits;
    private long _misses;

    /// <summary>Bytes and pages kept; requests that were answered without a query of their own, and that were not.</summary>
    public (long Bytes, int Pages, long Hits, long Misses) Snapshot()
    {
        lock (_lock)
            return (_bytes, _pages.Count, _hits, _misses);
    }

    /// <summary>The page that is kept, or that <paramref name="read"/> brings. It is not to depend on one client's patience: others may wait for it.</summary>
    public Task<PageRead> GetAsync(PageKey key, Func<Task<PageRead>> read)
    {
        Reading reading;
        lock (_lock)
        {
            if (_pages.TryGetValue(key, out var node))
            {
                _hits++;
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Read;
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
                if (!_pages[key].Value.Extent.IsUntouchedBy(to))
                    Remove(key);
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
            _byUse.Clear();
            _bytes = 0;
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
#pragma warning disable CA1031 // Whatever failed is the answer of all who wait for it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            End(reading, null);
            reading.SetFailure(failure);
        }
    }

    /// <summary>Who asks from now on is not to get what was read before the change; who has asked before may.</summary>
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
            if (read is { Page: { } page } && page.Bytes <= maxBytes && reading.HasAllOf(read.Extent))
                Keep(reading.Key, page, read);
        }
    }

    private void Keep(PageKey key, CachedPage page, PageRead read)
    {
        Remove(key);
        _pages[key] = _byUse.AddFirst(new Entry(key, read.Extent, page.Bytes, Task.FromResult(read)));
        if (!_keysBySeries.TryGetValue(key.Series, out var keys))
            _keysBySeries[key.Series] = keys = [];
        keys.Add(key);
        _bytes += page.Bytes;
        while (_bytes > maxBytes)
            Remove(_byUse.Last!.Value.Key);
    }

    private void Remove(PageKey key)
    {
        if (!_pages.Remove(key, out var node))
            return;
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
        var keys = _keysBySeries[key.Series];
        if (keys.Remove(key) && keys.Count == 0)
            _keysBySeries.Remove(key.Series);
    }

    private sealed record Entry(PageKey Key, PageExtent Extent, int Bytes, Task<PageRead> Read);

    /// <summary>A query that is under way, and what was committed meanwhile.</summary>
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

        /// <summary>Whether the page is what would be read now: its snapshot is as new as the newest change, or no change touched it.</summary>
        public bool HasAllOf(PageExtent extent) => extent.Version >= _overtakenBy || extent.IsUntouchedBy(_overtakenTo);
    }
}
