using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// Newest pages as bytes, for a node of a cluster. No writer tells this cache of changes: each request asks the readers whether the page is still the newest
/// (<see cref="Storage.Readers.ReaderProtocol.ReadPage"/>), so a page is never stale. What is saved is the query's result on the network and the JSON.
/// </summary>
/// <remarks>The size is bounded in bytes; the least recently used page is evicted first. Safe for concurrent use.</remarks>
internal sealed class HeldPages(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PageKey, LinkedListNode<Entry>> _pages = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>The page that is held, with its version; null for none.</summary>
    public (PageVersion Version, PageRead Read)? Find(PageKey key)
    {
        lock (_lock)
        {
            if (!_pages.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return (node.Value.Version, node.Value.Read);
        }
    }

    /// <summary>Holds a page in place of an older one.</summary>
    public void Keep(PageKey key, PageVersion version, PageRead read)
    {
        var bytes = read.Page!.Bytes;
        if (bytes > maxBytes)
            return;
        lock (_lock)
        {
            Remove(key);
            _pages[key] = _byUse.AddFirst(new Entry(key, version, read, bytes));
            _bytes += bytes;
            while (_bytes > maxBytes)
                Remove(_byUse.Last!.Value.Key);
        }
    }

    private void Remove(PageKey key)
    {
        if (!_pages.Remove(key, out var node))
            return;
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(PageKey Key, PageVersion Version, PageRead Read, int Bytes);
}
