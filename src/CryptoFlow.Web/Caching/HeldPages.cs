using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// Newest pages as bytes, for a node of a cluster. No writer tells this cache of changes: each request asks the readers whether the page is still the newest
/// (<see cref="Storage.Readers.ReaderProtocol.ReadPage"/>), so a page is never stale. The cache saves the transfer of the candles and the writing of the JSON.
/// </summary>
/// <remarks>The size is bounded in bytes; the least recently used page is evicted first. Safe for concurrent use.</remarks>
internal sealed class HeldPages(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly LruByBytes<PageKey, (PageVersion Version, PageRead Read)> _pages = new(maxBytes);

    /// <summary>The page that is held, with its version; null for none.</summary>
    public (PageVersion Version, PageRead Read)? Find(PageKey key)
    {
        lock (_lock)
            return _pages.TryGet(key, out var page) ? page : null;
    }

    /// <summary>Holds a page in place of an older one, if the page may be kept.</summary>
    public void Keep(PageKey key, PageVersion version, PageRead read)
    {
        if (!read.MayBeKept)
            return;
        lock (_lock)
            _pages.Put(key, (version, read), read.Page!.Bytes);
    }
}
