using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage.Sqlite;

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
    private volatile bool _moved;

    /// <summary>The queries that are running now.</summary>
    public IEnumerable<RunningQuery> Running => Volatile.Read(ref _running).Values;

    public static ReaderBoard Of(ActorSystem system) => system.WithExtension<ReaderBoard, ReaderBoardProvider>();

    /// <summary>Somebody has met a file that is not where it was. Until the writer has opened what is there now, nobody else may: the WAL beside it is the old file's.</summary>
    internal void FileMoved() => _moved = true;

    internal bool IsFileMoved => _moved;

    /// <summary>The writer has the file.</summary>
    internal void FileOpened() => _moved = false;

    /// <summary>To be called before a reader or the monitor opens the file anew.</summary>
    /// <exception cref="StorageException">Another file lies in its place, and the writer has not looked at it yet.</exception>
    internal void RefuseReplacedFile(string path)
    {
        if (_moved && File.Exists(path))
            throw StorageException.MovedFile();
    }

    internal void Begin(RunningQuery query) => ImmutableInterlocked.AddOrUpdate(ref _running, query.Reader, query, (_, _) => query);

    internal void End(int reader) => ImmutableInterlocked.TryRemove(ref _running, reader, out _);
}

/// <summary>Creates <see cref="ReaderBoard"/> once per actor system.</summary>
public sealed class ReaderBoardProvider : ExtensionIdProvider<ReaderBoard>
{
    public override ReaderBoard CreateExtension(ExtendedActorSystem system) => new();
}
