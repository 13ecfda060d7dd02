using System.Collections.Immutable;
using CryptoFlow.Storage.Monitor;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query that a reader is running.</summary>
/// <param name="Reader">The reader's number, from 1.</param>
/// <param name="Query">The query.</param>
/// <param name="StartedAt">When the query began, as a timestamp of the system's <see cref="TimeProvider"/>.</param>
public sealed record RunningQuery(int Reader, IReadMessage Query, long StartedAt)
{
    private volatile bool _cut;

    /// <summary>True after <see cref="Cut"/>.</summary>
    public bool IsCut => _cut;

    /// <summary>Interrupts the query before its deadline, within tens of microseconds of the reader's processor time. Its sender gets a refusal.</summary>
    public void Cut() => _cut = true;
}

/// <summary>
/// State that the readers, the writer and the storage monitor of a process share without messages: the running query of each reader (so that the monitor knows which
/// query pins the WAL), the router's newest report, and whether the file was moved. One instance per process. Safe for concurrent use.
/// </summary>
public sealed class ReaderBoard
{
    private ImmutableDictionary<int, RunningQuery> _running = ImmutableDictionary<int, RunningQuery>.Empty;
    private StorageMonitorProtocol.ReadersReported? _reported;
    private volatile bool _moved;
    private long _backupSince;

    /// <summary>The queries that are running now.</summary>
    public IEnumerable<RunningQuery> Running => Volatile.Read(ref _running).Values;

    /// <summary>
    /// When the backup under way took its snapshot, as a timestamp of the system's <see cref="TimeProvider"/>; null if no backup holds a snapshot.
    /// </summary>
    public long? BackupSince => Volatile.Read(ref _backupSince) is var since and not 0 ? since : null;

    /// <summary>
    /// The router's newest report; null before the first report. The storage monitor reads it when it starts, because idle readers send no report to a restarted
    /// monitor.
    /// </summary>
    internal StorageMonitorProtocol.ReadersReported? Reported
    {
        get => Volatile.Read(ref _reported);
        set => Volatile.Write(ref _reported, value);
    }

    /// <summary>
    /// Records that the open file is no longer at its path. Readers and the monitor may not open the file at the path before the writer has opened it, because the
    /// WAL beside the new file may still belong to the old file.
    /// </summary>
    internal void FileMoved() => _moved = true;

    internal bool IsFileMoved => _moved;

    /// <summary>Records that the writer has the file at the path open.</summary>
    internal void FileOpened() => _moved = false;

    /// <summary>To be called before a reader or the monitor opens the file.</summary>
    /// <exception cref="StoreException">The file was moved, and the writer has not opened the file at the path yet.</exception>
    internal void RefuseReplacedFile(string path)
    {
        if (_moved && File.Exists(path))
            throw new StoreException(StoreFailure.Moved, "The file was moved, deleted or replaced.");
    }

    internal void BackupBegins(long timestamp) => Volatile.Write(ref _backupSince, timestamp);

    internal void BackupEnds() => Volatile.Write(ref _backupSince, 0);

    internal void Begin(RunningQuery query) => ImmutableInterlocked.AddOrUpdate(ref _running, query.Reader, query, (_, _) => query);

    internal void End(int reader) => ImmutableInterlocked.TryRemove(ref _running, reader, out _);
}
