using CryptoFlow.Messages;
using CryptoFlow.Web.Caching;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Tests.Caching;

/// <summary>The cache in front of a store that changes, with slow reads. An answer is never older than a write that was acknowledged before the request.</summary>
public sealed class PageCacheTests
{
    private const int Limit = 4;
    private const long Step = 900_000;

    private static readonly SeriesKey[] Series = [Some.Btc, Some.Btc with { Interval = Interval.H1 }];

    private enum Act
    {
        Ask,
        Finish,
        CommitOld,
        CommitNew,
        CommitElsewhere,
    }

    [Fact]
    public async Task A_page_is_read_once_until_it_changes()
    {
        var store = new Store(new PageCache(1 << 20));
        Assert.Equal(1, await store.AskAsync(Some.Btc));
        Assert.Equal(1, await store.AskAsync(Some.Btc));
        store.Commit(Some.Btc, newest: true);
        Assert.Equal(2, await store.AskAsync(Some.Btc));
        Assert.Equal(2, store.Reads);
        Assert.Equal((1L, 2L), (store.Cache.Snapshot().Hits, store.Cache.Snapshot().Misses));
    }

    [Fact]
    public async Task The_old_pages_of_a_backfill_do_not_evict_the_newest_page()
    {
        var store = new Store(new PageCache(1 << 20));
        await store.AskAsync(Some.Btc);
        store.Commit(Some.Btc, newest: false);
        await store.AskAsync(Some.Btc);
        Assert.Equal(1, store.Reads);
    }

    [Theory]
    [InlineData(true, 10L, 9L, true)]
    [InlineData(true, 10L, 10L, false)] // The first candle of the page has changed.
    [InlineData(false, 10L, 9L, false)] // The page is not full or has nothing before it: an older candle belongs to the page, or changes hasMore.
    [InlineData(true, null, 9L, false)] // The page is empty.
    public void A_page_is_untouched_only_by_what_lies_before_it_and_only_where_it_is_full(bool closed, long? first, long to, bool untouched) =>
        Assert.Equal(untouched, new PageExtent(1, first, first, closed).IsUntouchedBy(to));

    [Fact]
    public async Task A_request_joins_the_running_query_unless_a_commit_came_between()
    {
        var store = new Store(new PageCache(1 << 20)) { Holding = true };
        var first = store.AskAsync(Some.Btc);
        var second = store.AskAsync(Some.Btc);
        store.Commit(Some.Btc, newest: true);
        var third = store.AskAsync(Some.Btc);
        Assert.Equal(2, store.Reads);

        store.FinishAll();

        var answers = await Task.WhenAll(first, second, third);
        Assert.Equal([1, 1, 2], answers);
        store.Holding = false;
        Assert.Equal(2, await store.AskAsync(Some.Btc));
        Assert.Equal(2, store.Reads);
    }

    [Fact]
    public async Task The_least_recently_used_page_is_evicted()
    {
        var cache = new PageCache(Store.PageBytes * 2);
        var store = new Store(cache);
        foreach (var limit in (int[])[1, 2, 1, 3])
            await store.AskAsync(Some.Btc, limit);
        Assert.Equal(3, store.Reads);
        Assert.Equal((Store.PageBytes * 2, 2), (cache.Snapshot().Bytes, cache.Snapshot().Pages));
        await store.AskAsync(Some.Btc, 1);
        Assert.Equal(3, store.Reads);
        await store.AskAsync(Some.Btc, 2);
        Assert.Equal(4, store.Reads);
    }

    [Fact]
    public async Task A_failed_query_fails_all_its_requests_and_is_not_cached()
    {
        var cache = new PageCache(1 << 20);
        var failed = cache.GetAsync(new PageKey(Some.Btc, Limit), () => throw new InvalidOperationException("A defect."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.Equal(0, await new Store(cache).AskAsync(Some.Btc) - 1);
    }

    /// <summary>Requests, slow reads, and commits of this and of other programs, in any order.</summary>
    [Fact]
    public void No_answer_is_older_than_a_write_that_was_acknowledged_before_the_request() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 1], Gen.Int[0, 9]).Array[1, 60].Sample(steps =>
        {
            var store = new Store(new PageCache(Store.PageBytes * 2)) { Holding = true };
            var asked = new List<(Task<long> Answer, long Acknowledged)>();
            foreach (var (act, which, pick) in steps)
            {
                var series = Series[which];
                if (act == Act.Ask)
                    asked.Add((store.AskAsync(series, Limit - (pick % 2)), store.ContentOf(series)));
                else if (act == Act.Finish)
                    store.Finish(pick);
                else if (act == Act.CommitElsewhere)
                    store.CommitElsewhere(series);
                else
                    store.Commit(series, newest: act == Act.CommitNew);
            }

            store.FinishAll();
            Assert.All(asked, a => Assert.InRange(a.Answer.GetAwaiter().GetResult(), a.Acknowledged, long.MaxValue));
        });

    /// <summary>An endless series of candles. Its newest page is represented by the number of its changes.</summary>
    private sealed class Store(PageCache cache)
    {
        private readonly Dictionary<SeriesKey, (long Version, long Content)> _series = Series.ToDictionary(s => s, _ => (1L, 1L));
        private readonly List<TaskCompletionSource> _held = [];

        public static long PageBytes { get; } = Page().Bytes;

        public PageCache Cache { get; } = cache;

        /// <summary>True if a read ends only when the test lets it end.</summary>
        public bool Holding { get; set; }

        public int Reads { get; private set; }

        public long ContentOf(SeriesKey series) => _series[series].Content;

        /// <summary>Asks for the newest page. A read sees the store at the moment when the read begins.</summary>
        public async Task<long> AskAsync(SeriesKey series, int limit = Limit) =>
            ((Ok<long>)(await Cache.GetAsync(new PageKey(series, limit), () => ReadAsync(series))).Answer).Value;

        public void Commit(SeriesKey series, bool newest)
        {
            var (version, content) = _series[series];
            _series[series] = (version + 1, newest ? content + 1 : content);
            var to = newest ? 100 * Step : 10 * Step;
            Cache.Changed(series, to - Step, to, version + 1);
        }

        public void CommitElsewhere(SeriesKey series)
        {
            _series[series] = (_series[series].Version, _series[series].Content + 1);
            Cache.ChangedElsewhere();
        }

        public void Finish(int pick)
        {
            if (_held.Count == 0)
                return;
            var at = pick % _held.Count;
            var held = _held[at];
            _held.RemoveAt(at);
            held.SetResult();
        }

        public void FinishAll()
        {
            while (_held.Count > 0)
                Finish(0);
        }

        private static CachedPage Page() => new(new EntityTagHeaderValue("\"x\""), new byte[100], static () => default);

        private async Task<PageRead> ReadAsync(SeriesKey series)
        {
            Reads++;
            var (version, content) = _series[series];
            if (Holding)
            {
                var held = new TaskCompletionSource();
                _held.Add(held);
                await held.Task;
            }

            return new PageRead(TypedResults.Ok(content), Page(), new PageExtent(version, FirstTime: 97 * Step, LastTime: 100 * Step, Closed: true));
        }
    }
}
