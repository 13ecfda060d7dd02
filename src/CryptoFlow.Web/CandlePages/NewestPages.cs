using System.Buffers;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>
/// The newest page of a series, for <c>GET /api/candles</c> and for subscriptions: from the cache, or by one query that all requests of this moment share.
/// </summary>
internal sealed class NewestPages(ReadQueries queries, PageCache cache, CollectedNow collected, HeldPages? held = null)
{
    /// <summary>Other requests may wait for the same query, so it is not cancelled when one client leaves.</summary>
    public Task<PageRead> GetAsync(SeriesKey series, int limit) =>
        held is null ? cache.GetAsync(new PageKey(series, limit), () => ReadAsync(series, null, limit)) : RevalidateAsync(new PageKey(series, limit), held);

    /// <summary>
    /// On a node of a cluster: asks the readers whether the held page is the newest. Each request asks, so its answer includes all writes that were acknowledged
    /// before the request.
    /// </summary>
    private async Task<PageRead> RevalidateAsync(PageKey key, HeldPages held)
    {
        var known = held.Find(key);
        var (reply, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ReadPage(key.Series, key.Limit, known?.Version, remaining), CancellationToken.None);
        switch (reply)
        {
            case ReaderProtocol.PageUnchanged when known is { } page:
                return page.Read;
            case ReaderProtocol.CandlesRead read when IsUnknown(read):
                return new PageRead(Unknown(key.Series));
            case ReaderProtocol.CandlesRead read:
                var body = PageOf(read);
                var fresh = new PageRead(new CachedPageResult(body), body, ExtentOf(read, key.Limit));
                held.Keep(key, new PageVersion(read.DatabaseId, read.SeriesVersion), fresh);
                return fresh;
            default:
                return new PageRead(problem ?? Problem.Unavailable("The database did not answer with a page; try again."));
        }
    }

    /// <inheritdoc cref="GetAsync(SeriesKey, int)"/>
    /// <remarks>A node without the writer learns of a commit too late to evict a page. So a node of a cluster reads each rolled-up page again.</remarks>
    public Task<PageRead> GetAsync(ChosenSeries chosen, int limit) => (held, chosen.RolledUpTo) switch
    {
        (null, _) => cache.GetAsync(new PageKey(chosen.Series, limit, chosen.RolledUpTo), () => ReadAsync(chosen.Series, chosen.RolledUpTo, limit)),
        (_, null) => GetAsync(chosen.Series, limit),
        _ => ReadAsync(chosen.Series, chosen.RolledUpTo, limit),
    };

    private async Task<PageRead> ReadAsync(SeriesKey series, Timeframe? rolledUpTo, int limit)
    {
        var (read, problem) = await AskAsync(new ReaderProtocol.ReadCandles(series, limit, null, null, default) { RolledUpTo = rolledUpTo }, CancellationToken.None);
        if (read is null)
            return new PageRead(problem!);
        if (IsUnknown(read))
            return new PageRead(Unknown(series));
        var page = PageOf(read);
        return new PageRead(new CachedPageResult(page), page, ExtentOf(read, limit));
    }

    /// <summary>Reads any page from the database, without the cache.</summary>
    public async Task<Answer<ReaderProtocol.CandlesRead>> AskAsync(ReaderProtocol.ReadCandles query, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(remaining => query with { Remaining = remaining }, aborted);
        return read is { Known: false } && !collected.Contains(read.Series)
            ? new(null, Unknown(read.Series))
            : new(read, problem);
    }

    /// <summary>For a newest page: whether its series has no candle and is not collected. The file still knows a series whose last candle was deleted.</summary>
    private bool IsUnknown(ReaderProtocol.CandlesRead read) =>
        (!read.Known || (read.RolledUp is null && read.Candles.IsEmpty)) && !collected.Contains(read.Series);

    private static Problem Unknown(SeriesKey series) => Problem.NotFound($"{series} is neither stored nor collected; /api/symbols lists what is.");

    private static CachedPage PageOf(ReaderProtocol.CandlesRead read)
    {
        var buffer = new ArrayBufferWriter<byte>(CandlesBody.SizeHint(read.Candles.Length));
        var candles = CandlesBody.Write(read, buffer);
        var body = buffer.WrittenSpan.ToArray();
        var series = read.Series;
        return new CachedPage(CandlesPage.TagOf(read), body, () => HistoryMessage.Write(series, body.AsSpan(candles)));
    }

    private static PageExtent ExtentOf(ReaderProtocol.CandlesRead read, int limit) => new(
        read.SeriesVersion,
        read.Candles.IsEmpty ? null : read.Candles[0].OpenTime,
        read.Candles.IsEmpty ? null : read.Candles[^1].OpenTime,
        read.HasOlder && read.Candles.Length == limit,
        read.DatabaseId);
}
