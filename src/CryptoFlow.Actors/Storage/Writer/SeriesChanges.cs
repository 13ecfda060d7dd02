using Akka.Actor;

namespace CryptoFlow.Storage.Writer;

/// <summary>Is told what has changed in the file, on the writer's thread: to be quick, and never to throw.</summary>
public interface ISeriesChangeListener
{
    /// <summary>A commit of ours changed candles of a series. Told after COMMIT and before the sender of the message has its reply.</summary>
    /// <param name="series">The series.</param>
    /// <param name="from">Oldest open time that changed, ms UTC.</param>
    /// <param name="to">Newest open time that changed, ms UTC, inclusive.</param>
    /// <param name="version">The series' version from now on.</param>
    void Changed(SeriesKey series, long from, long to, long version);

    /// <summary>Another program changed something: anything may be different. Told within a second of its commit, or with our next one; a wait for a lock delays both.</summary>
    void ChangedElsewhere();
}

/// <summary>
/// The one place from which caches learn of changes, exact to the commit: whoever reads after an acknowledgement finds no cache that
/// does not know of it. One per actor system. Safe for concurrent use.
/// </summary>
public sealed class SeriesChanges : IExtension
{
    private ISeriesChangeListener[] _listeners = [];

    public static SeriesChanges Of(ActorSystem system) => system.WithExtension<SeriesChanges, SeriesChangesProvider>();

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

/// <summary>Creates <see cref="SeriesChanges"/> once per actor system.</summary>
public sealed class SeriesChangesProvider : ExtensionIdProvider<SeriesChanges>
{
    public override SeriesChanges CreateExtension(ExtendedActorSystem system) => new();
}
