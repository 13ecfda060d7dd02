using System.Buffers;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>
/// The newest page of a series, for <c>GET /api/candles</c> and for subscriptions: from the cache, or by one query for all requests that come
/// at the same time.
/// </summary>
internal sealed class NewestPages(ReadQueries queries, PageCache cache, CollectionPlan plan)
{
    /// <summary>Other requests may wait for the same query, so it is not cancelled when one client leaves.</summary>
    public Task<PageRead> GetAsync(SeriesKey series, int limit) => cache.GetAsync(new PageKey(series, limit), () => ReadAsync(series, null, limit));

    /// <inheritdoc cref="GetAsync(SeriesKey, int)"/>
    public Task<PageRead> GetAsync(ChosenSeries chosen, int limit) =>
        cache.GetAsync(new PageKey(chosen.Series, limit, chosen.RolledUpTo), () => ReadAsync(chosen.Series, chosen.RolledUpTo, limit));

    private async Task<PageRead> ReadAsync(SeriesKey series, Timeframe? rolledUpTo, int limit)
    {
        var (read, problem) = await AskAsync(new ReaderProtocol.ReadCandles(series, limit, null, null, default) { RolledUpTo = rolledUpTo }, CancellationToken.None);
        if (read is null)
            return new PageRead(problem!);
        var page = PageOf(read);
        return new PageRead(new CachedPageResult(page), page, ExtentOf(read, limit));
    }

    /// <summary>Reads any page from the database, without the cache.</summary>
    public async Task<Answer<ReaderProtocol.CandlesRead>> AskAsync(ReaderProtocol.ReadCandles query, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(remaining => query with { Remaining = remaining }, aborted);
        return read is { Known: false } && !plan.Series.Contains(read.Series)
            ? new(null, Problem.NotFound($"{read.Series} is neither stored nor collected; /api/symbols lists what is."))
            : new(read, problem);
    }

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
