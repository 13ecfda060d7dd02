using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// Newest pages as bytes, for a node of a cluster. The writer does not report changes to this cache. Instead, each request asks the readers whether the held page is
/// still the newest (<see cref="Storage.Readers.ReaderProtocol.ReadPage"/>), so a client never gets a stale page. The cache saves the transfer of the candles and the
/// writing of the JSON.
/// </summary>
/// <remarks>The size is bounded in bytes; the least recently used page is evicted first. Safe for concurrent use.</remarks>
internal sealed class HeldPages(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly LruByBytes<PageKey, (PageVersion Version, PageRead Read)> _pages = new(maxBytes);

    /// <summary>The held page with its version; null if none is held.</summary>
    public (PageVersion Version, PageRead Read)? Find(PageKey key)
    {
        lock (_lock)
            return _pages.TryGet(key, out var page) ? page : null;
    }

    /// <summary>Replaces the held page, if the new page may be kept.</summary>
    public void Keep(PageKey key, PageVersion version, PageRead read)
    {
        if (!read.MayBeKept)
            return;
        lock (_lock)
            _pages.Put(key, (version, read), read.Page!.Bytes);
    }
}
