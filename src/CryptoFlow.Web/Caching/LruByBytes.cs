using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// Holds values whose sizes add up to at most <paramref name="maxBytes"/>. To make room for a new value it evicts the least recently used values. Each operation takes
/// constant time, without the evictions. Not safe for concurrent use: the caller holds a lock.
/// </summary>
/// <param name="maxBytes">The bound of the sum of all sizes, bytes.</param>
/// <param name="evicted">Is called with each key that has lost its value during <see cref="Put"/>. Null calls nobody.</param>
internal sealed class LruByBytes<TKey, TValue>(long maxBytes, Action<TKey>? evicted = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];

    /// <summary>The most recently used entry is the first.</summary>
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>The sum of all sizes, bytes.</summary>
    public long Bytes { get; private set; }

    public int Count => _entries.Count;

    /// <summary>Finds a value. The value is then the most recently used.</summary>
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

    /// <summary>Puts a value in the place of the key's former value. The value is then the most recently used.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="bytes">The size of the value, bytes.</param>
    /// <returns>False if the value alone is larger than the bound: then the key has no value.</returns>
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
