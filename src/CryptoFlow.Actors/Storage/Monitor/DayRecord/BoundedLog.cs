namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>
/// Entries of one kind in the order of their end. Keeps the entries of the last 24 hours, at most <paramref name="capacity"/>, and removes the oldest first.
/// </summary>
/// <param name="capacity">The largest number of entries.</param>
internal sealed class BoundedLog<T>(int capacity)
{
    public const long KeptMs = 24 * 60 * 60 * 1000;

    private readonly Queue<(long To, T Entry)> _entries = [];

    /// <summary>The end of the newest entry that was removed because of the capacity, ms UTC; null if there was none.</summary>
    public long? LostUntil { get; private set; }

    public IEnumerable<T> Entries => _entries.Select(e => e.Entry);

    /// <param name="entry">The entry.</param>
    /// <param name="to">Its end, ms UTC.</param>
    public void Add(T entry, long to)
    {
        while (_entries.TryPeek(out var oldest) && oldest.To < to - KeptMs)
            _entries.Dequeue();
        if (_entries.Count == capacity)
            LostUntil = _entries.Dequeue().To;
        _entries.Enqueue((to, entry));
    }
}
