namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>Merges the events of one minute with the same key into one entry, so that a burst does not remove older entries. Used from one actor.</summary>
/// <param name="capacity">The largest number of entries of past minutes.</param>
/// <param name="merge">Makes one entry of two.</param>
/// <param name="endOf">The end of an entry, ms UTC.</param>
internal sealed class MinuteLog<TKey, T>(int capacity, Func<T, T, T> merge, Func<T, long> endOf)
    where TKey : notnull
{
    private const long MinuteMs = 60_000;

    private readonly Dictionary<TKey, T> _present = [];
    private readonly BoundedLog<T> _past = new(capacity);
    private long _minute;

    public long? LostUntil => _past.LostUntil;

    public IEnumerable<T> Entries => _past.Entries.Concat(_present.Values);

    public void Add(TKey key, T entry)
    {
        var minute = endOf(entry) / MinuteMs;
        if (minute != _minute)
        {
            foreach (var ended in _present.Values)
                _past.Add(ended, endOf(ended));
            _present.Clear();
            _minute = minute;
        }

        _present[key] = _present.TryGetValue(key, out var before) ? merge(before, entry) : entry;
    }
}
