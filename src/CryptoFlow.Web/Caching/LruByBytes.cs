using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// A cache of values whose total size is at most <paramref name="maxBytes"/>. A new value evicts the least recently used values if necessary. Each operation takes
/// constant time, plus the evictions. Not safe for concurrent use: the caller holds a lock.
/// </summary>
/// <param name="maxBytes">The bound of the sum of all sizes, bytes.</param>
/// <param name="evicted">Called with each key whose value <see cref="Put"/> evicts; null for no call.</param>
internal sealed class LruByBytes<TKey, TValue>(long maxBytes, Action<TKey>? evicted = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];

    /// <summary>The most recently used entry is the first.</summary>
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>The sum of all sizes, bytes.</summary>
    public long Bytes { get; private set; }

    public int Count => _entries.Count;

    /// <summary>Finds a value and makes it the most recently used.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Finds a value. This does not count as a use.</summary>
    public bool TryPeek(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = _entries.TryGetValue(key, out var node) ? node.Value.Value : default;
        return node is not null;
    }

    /// <summary>Sets the value of a key and makes it the most recently used.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="bytes">The size of the value, bytes.</param>
    /// <returns>False if the value is larger than the bound. Then the key has no value.</returns>
    public bool Put(TKey key, TValue value, long bytes)
    {
        var replaced = Remove(key);
        if (bytes > maxBytes)
        {
            if (replaced)
                evicted?.Invoke(key);
            return false;
        }

        _entries[key] = _byUse.AddFirst(new Entry(key, value, bytes));
        Bytes += bytes;
        while (Bytes > maxBytes)
        {
            var oldest = _byUse.Last!.Value.Key;
            Remove(oldest);
            evicted?.Invoke(oldest);
        }

        return true;
    }

    public bool Remove(TKey key)
    {
        if (!_entries.Remove(key, out var node))
            return false;
        _byUse.Remove(node);
        Bytes -= node.Value.Bytes;
        return true;
    }

    public void Clear()
    {
        _entries.Clear();
        _byUse.Clear();
        Bytes = 0;
    }

    private sealed record Entry(TKey Key, TValue Value, long Bytes);
}
