namespace CryptoFlow.Storage.Writer;

/// <summary>Receives each change of the file. The writer's thread calls the methods, so they must return quickly and never throw.</summary>
public interface ISeriesChangeListener
{
    /// <summary>The writer's commit changed candles of a series. Called after COMMIT and before the writer replies to the sender.</summary>
    /// <param name="series">The series.</param>
    /// <param name="from">Oldest open time that changed, ms UTC.</param>
    /// <param name="to">Newest open time that changed, ms UTC, inclusive.</param>
    /// <param name="version">The series' version from now on.</param>
    void Changed(SeriesKey series, long from, long to, long version);

    /// <summary>
    /// Another program changed the file: any row may be different. Called within a second of that program's commit, or with the writer's next transaction.
    /// A wait for a lock delays the call.
    /// </summary>
    void ChangedElsewhere();
}

/// <summary>
/// Tells the caches about each commit, so that a client that reads after the acknowledgement of a write gets no cached answer from before that write.
/// One per process. Safe for concurrent use.
/// </summary>
public sealed class SeriesChanges
{
    private ISeriesChangeListener[] _listeners = [];

    public void Add(ISeriesChangeListener listener)
    {
        ISeriesChangeListener[] before;
        do
            before = Volatile.Read(ref _listeners);
        while (Interlocked.CompareExchange(ref _listeners, [.. before, listener], before) != before);
    }

    internal void Changed(SeriesKey series, long from, long to, long version)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.Changed(series, from, to, version);
    }

    internal void ChangedElsewhere()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.ChangedElsewhere();
    }
}
