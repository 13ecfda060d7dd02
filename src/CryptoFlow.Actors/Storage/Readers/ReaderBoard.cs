using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query that a reader is working on.</summary>
/// <param name="Reader">The reader's number, from 1.</param>
/// <param name="Query">What it was asked.</param>
/// <param name="StartedAt">When it began, as a timestamp of the system's <see cref="TimeProvider"/>.</param>
public sealed record RunningQuery(int Reader, IReadMessage Query, long StartedAt)
{
    private volatile bool _cut;

    /// <summary>Whether it has been told to end before its deadline.</summary>
    public bool IsCut => _cut;

    /// <summary>Ends it within some tens of microseconds of the reader's thread; its asker is answered with a refusal.</summary>
    public void Cut() => _cut = true;
}

/// <summary>
/// Which reader works on what: written by the readers at both ends of a query, read by the monitor, which so knows who pins the
/// WAL. One per actor system. Safe for concurrent use.
/// </summary>
public sealed class ReaderBoard : IExtension
{
    private ImmutableDictionary<int, RunningQuery> _running = ImmutableDictionary<int, RunningQuery>.Empty;

    /// <summary>The queries that are running now.</summary>
    public IEnumerable<RunningQuery> Running => Volatile.Read(ref _running).Values;

    public static ReaderBoard Of(ActorSystem system) => system.WithExtension<ReaderBoard, ReaderBoardProvider>();

    internal void Begin(RunningQuery query) => ImmutableInterlocked.AddOrUpdate(ref _running, query.Reader, query, (_, _) => query);

    internal void End(int reader) => ImmutableInterlocked.TryRemove(ref _running, reader, out _);
}

/// <summary>Creates <see cref="ReaderBoard"/> once per actor system.</summary>
public sealed class ReaderBoardProvider : ExtensionIdProvider<ReaderBoard>
{
    public override ReaderBoard CreateExtension(ExtendedActorSystem system) => new();
}
