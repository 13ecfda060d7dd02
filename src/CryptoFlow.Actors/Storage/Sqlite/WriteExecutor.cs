using System.Diagnostics;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Gaps;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Sqlite.Trading;
using CryptoFlow.Storage.Writer;
using SQLitePCL;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// Executes one message in one <c>BEGIN IMMEDIATE</c> transaction and returns one result. Knows nothing of Akka. IMMEDIATE, because a deferred transaction
/// that has read fails at its first write once another connection has committed (SQLITE_BUSY_SNAPSHOT, without any wait).
/// </summary>
/// <remarks>Owns the connection. Not safe for concurrent use: only the writer's thread uses it. If a call throws, its transaction is rolled back.</remarks>
internal sealed class WriteExecutor : IDisposable
{
    /// <summary>SQLITE_CHECKPOINT_NOOP (since 3.51): reports the state of the WAL and moves no frame.</summary>
    private const int CheckpointNoop = -1;

    /// <summary>How long a TRUNCATE checkpoint waits for readers: longer than one of our queries takes. The writer writes nothing meanwhile.</summary>
    private static readonly TimeSpan TruncatePatience = TimeSpan.FromMilliseconds(50);

    private readonly StorageConnection _connection;
    private readonly StorageSettings _settings;
    private readonly WalFiles _walFiles;
    private readonly SchemaWatch _schema;
    private readonly Action? _refuseLostLock;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _dataVersion;
    private readonly SeriesStore _series;
    private readonly GapStore _gaps;
    private readonly TradeStore _trades;
    private readonly ComparisonStore _comparisons;
    private readonly Dictionary<Interval, CandleStore> _candles = [];
    private readonly string? _databaseId;
    private long _seenVersion;
    private bool _foreignCommit;

    /// <param name="connection">The writer's connection; this object owns it.</param>
    /// <param name="settings">The file and how to open it.</param>
    /// <param name="refuseLostLock">Throws if this process has lost the right to write. Null if no other process can have that right, as in a test.</param>
    public WriteExecutor(StorageConnection connection, StorageSettings settings, Action? refuseLostLock = null)
    {
        _connection = connection;
        _settings = settings;
        _refuseLostLock = refuseLostLock;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _dataVersion = connection.Prepare("PRAGMA data_version");
        _seenVersion = DataVersion();
        _series = new SeriesStore(connection);
        _gaps = new GapStore(connection);
        _trades = new TradeStore(connection);
        _comparisons = new ComparisonStore(connection);
        _schema = new SchemaWatch(connection);
        _databaseId = FileContents.IdentityOf(connection);

        // Preparing the statements above has read the schema, so SQLite has opened the WAL files by now.
        _walFiles = new WalFiles(settings.Path);
    }

    /// <summary>The time spent waiting for locks since the last call.</summary>
    public LockWait TakeLockWait() => _connection.TakeLockWait();

    /// <summary>True if another program has committed since the last call. Each transaction checks this.</summary>
    public bool TakeForeignCommit()
    {
        var happened = _foreignCommit;
        _foreignCommit = false;
        return happened;
    }

    /// <summary>
    /// Checks whether another program has committed, and if so, whether the schema is still complete. <c>data_version</c> of this connection changes only
    /// with commits of other connections, and no other connection of this process writes.
    /// </summary>
    /// <exception cref="StorageException">The file was moved, or cannot be read.</exception>
    /// <exception cref="LockLostException">This process has lost the right to write.</exception>
    /// <exception cref="FileRefusedException">Another program has removed a table, a column or a row that CryptoFlow needs.</exception>
    public void LookForForeignCommit()
    {
        RefuseLostRight();
        if (DataVersion() is var version && version != _seenVersion)
        {
            (_seenVersion, _foreignCommit) = (version, true);
            _schema.Look();
        }
    }

    /// <summary>Throws unless the open files are those at their paths. The database comes first: the writer empties a moved file's WAL before it closes it.</summary>
    /// <exception cref="StorageException">The file was moved.</exception>
    /// <exception cref="LockLostException">This process has lost the right to write.</exception>
    public void RefuseLostRight()
    {
        _connection.RefuseMovedFile();
        _refuseLostLock?.Invoke();
    }

    /// <summary>Runs one message.</summary>
    /// <exception cref="StorageException">SQLite refused; the transaction is rolled back.</exception>
    /// <exception cref="WalLostException">The <c>-wal</c> or the <c>-shm</c> was deleted or replaced.</exception>
    /// <exception cref="LockLostException">This process has lost the right to write.</exception>
    /// <exception cref="FileRefusedException">Another program has removed a table, a column or a row that CryptoFlow needs.</exception>
    public WriteResult Execute(IWriteMessage message) => message switch
    {
        WriteCandles write => Store(write),
        RecordGaps record => Record(record),
        RecordTraderStep step => Record(step),
        RunCheckpoint checkpoint => Run(checkpoint),
        _ => WriteResult.Rejected(message, WriteRejection.Invalid, $"{message.GetType().Name} is no message of the writer."),
    };

    /// <exception cref="StorageException">SQLite refused; the transaction is rolled back.</exception>
    public WriteResult Store(WriteCandles message)
    {
        if (PageContract.FindBreach(message) is { } refusal)
            return new WriteResult(new WriteRejected(message.Id, WriteRejection.Invalid, refusal));
        if (message.Candles.IsEmpty && message.Compared is null)
            return new WriteResult(new CandlesWritten(message.Id, message.Run, message.Series, 0, 0, 0, _series.Get(message.Series).Version));

        var store = CandlesOf(message.Series.Interval);
        var (page, stats) = InTransaction(() =>
        {
            var stored = store.Store(message.Series.Instrument.StorageKey, message.Candles);
            if (message.Compared is { } compared)
                _comparisons.Put(message.Series, compared);
            return stored.Changed.IsEmpty
                ? (stored, _series.Get(message.Series))
                : (stored, _series.Advance(message.Series, stored.Inserted, stored.Changed[0].OpenTime, stored.Changed[^1].OpenTime));
        });

        var unchanged = message.Candles.Length - page.Changed.Length;
        var reply = new CandlesWritten(message.Id, message.Run, message.Series, page.Inserted, page.Updated, unchanged, stats.Version);
        if (page.Changed.IsEmpty)
            return new WriteResult(reply, Wrote: message.Compared is not null);

        _series.Committed(message.Series);
        return new WriteResult(
            reply,
            new CandlesCommitted(message.Series, message.Lane, page.Changed, stats.Version, _databaseId),
            stats,
            Rows: page.Changed.Length,
            Wrote: true);
    }

    /// <exception cref="StorageException">SQLite refused; the transaction is rolled back.</exception>
    public WriteResult Record(RecordGaps message)
    {
        var findings = message.Findings;
        if (findings.Missing.Length > MaxGapsPerMessage || findings.Asked.Length > MaxGapsPerMessage || findings.Unreadable.Length > MaxGapsPerMessage)
            return new WriteResult(new WriteRejected(message.Id, WriteRejection.Invalid, $"A message holds at most {MaxGapsPerMessage} ranges of each kind."));

        var (reply, wrote) = InTransaction(() =>
        {
            if (message.Counted is { } counted)
                _foreignCommit |= _series.Correct(counted);
            return RecordPart(message);
        });
        return new WriteResult(reply, Wrote: wrote);
    }

    /// <summary>Records the first part of the searched range: as much as touches at most about <see cref="MaxGapsPerMessage"/> recorded rows.</summary>
    private (GapsRecorded Reply, bool Wrote) RecordPart(RecordGaps message)
    {
        var series = message.Series;
        var wrote = _gaps.DropBefore(series, ExchangeHistory.FirstDayOf(series.Exchange), MaxGapsPerMessage);
        var findings = message.Findings;
        var rows = _gaps.Near(series, findings.Searched, MaxGapsPerMessage + 2);
        if (rows.Length == MaxGapsPerMessage + 2)
            findings = findings.Within(findings.Searched with { To = rows[^1].Range.From });

        var recorded = findings.Searched;
        var asks = !findings.Asked.IsEmpty;
        if (asks && _gaps.CountedTo(series, message.Run, message.Pass) is { } counted)
        {
            asks = counted < recorded.To;
            findings = findings.AskedSince(counted);
        }

        var change = GapLedger.Apply(series, rows, findings, _series.Get(series).OldestTime);
        if (!change.IsEmpty)
            _gaps.Apply(series, change);
        if (asks)
            _gaps.CountTo(series, message.Run, message.Pass, recorded.To);
        return (new GapsRecorded(message.Id, message.Run, series, recorded, change.Unresolved), wrote || asks || !change.IsEmpty);
    }

    /// <exception cref="StorageException">SQLite refused; the transaction is rolled back.</exception>
    public WriteResult Record(RecordTraderStep message)
    {
        var (reply, wrote) = InTransaction(() => _trades.Record(message), commits: result => result.Wrote);
        return new WriteResult(
            reply,
            Step: wrote && !message.Outcome.IsQuiet ? new TraderStepCommitted(message.Trader, message.Outcome, ((TraderStepRecorded)reply).SignalId) : null,
            Wrote: wrote);
    }

    private WriteResult Run(RunCheckpoint message)
    {
        RefuseLostRight();
        var outcome = Checkpoint(message.Mode);
        return new WriteResult(new CheckpointFinished(message.Id, outcome), Checkpoint: outcome);
    }

    /// <summary>Runs a checkpoint. A checkpoint that a lock blocks returns <see cref="CheckpointOutcome.Busy"/> and does not throw.</summary>
    /// <exception cref="StorageException">The checkpoint failed for another reason than a lock.</exception>
    public CheckpointOutcome Checkpoint(CheckpointMode mode)
    {
        var started = Stopwatch.GetTimestamp();
        if (mode == CheckpointMode.Truncate)
            _connection.Patience = TruncatePatience;
        try
        {
            var (_, pagesBefore, doneBefore) = RunCheckpoint(CheckpointNoop);
            var (busy, pages, done) = RunCheckpoint(mode == CheckpointMode.Truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);

            // After TRUNCATE both counts are 0: the moved frames are those that were in the WAL before.
            var moved = (pages == 0 ? pagesBefore : done) - doneBefore;
            return new CheckpointOutcome(mode, busy || done < pages, pages, done, Math.Max(0, moved), Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            _connection.Patience = _settings.BusyTimeout;

            // Discard the wait for our own readers: it is part of the checkpoint's outcome, not a wait for another program's lock.
            _connection.TakeLockWait();
        }
    }

    /// <summary>Proves by an UPDATE that the file can be written. A transaction that changes nothing succeeds even on a disk that refuses writes.</summary>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void ProveWritable() => _connection.Execute("UPDATE meta SET value = value");

    public void Dispose() => _connection.Dispose();

    private long DataVersion()
    {
        _dataVersion.Step();
        var version = _dataVersion.GetInt64(0);
        _dataVersion.Reset();
        return version;
    }

    private (bool Busy, int Pages, int Done) RunCheckpoint(int mode)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(_connection.Handle, null, mode, out var pages, out var done);
        return (result & 0xff) is raw.SQLITE_OK or raw.SQLITE_BUSY
            ? (result != raw.SQLITE_OK, Math.Max(0, pages), Math.Max(0, done))
            : throw StorageException.From(_connection.Handle, $"wal_checkpoint({mode})");
    }

    /// <summary>The store of an interval. Creates the table of an interval that is not configured: imported candles need not be collected.</summary>
    private CandleStore CandlesOf(Interval interval)
    {
        if (_candles.TryGetValue(interval, out var store))
            return store;
        if (!_settings.Intervals.Contains(interval))
        {
            InTransaction(() =>
            {
                CandleTables.Create(_connection, interval);
                return interval;
            });
        }

        return _candles[interval] = new CandleStore(_connection, interval);
    }

    /// <param name="work">The statements of the transaction.</param>
    /// <param name="commits">Decides by the result whether to commit or to roll back; null commits always.</param>
    private T InTransaction<T>(Func<T> work, Func<T, bool>? commits = null)
    {
        _connection.RefuseMovedFile();
        if (_walFiles.FindLost() is { } lost)
            throw new WalLostException(lost);
        _begin.Run();
        try
        {
            LookForForeignCommit();
            var result = work();
            if (commits is null || commits(result))
                _commit.Run();
            else
                _connection.RollbackIfOpen();
            return result;
        }
        catch
        {
            _connection.RollbackIfOpen();
            throw;
        }
    }
}
