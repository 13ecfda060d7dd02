using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Commits;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Funding;
using CryptoFlow.Storage.Sqlite.Gaps;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Sqlite.Trading;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// The writer's store in SQLite. Each message is one <c>BEGIN IMMEDIATE</c> transaction. A deferred transaction that has read would fail at its first write if
/// another connection has committed meanwhile (SQLITE_BUSY_SNAPSHOT, without any wait). Owns the connection. A new store begins a new epoch.
/// </summary>
internal sealed partial class SqliteWriteStore : IWriteStore
{
    private readonly StorageConnection _connection;
    private readonly StorageSettings _settings;
    private readonly WalFiles _walFiles;
    private readonly WalCheckpoints _checkpoints;
    private readonly SchemaWatch _schema;
    private readonly Action? _refuseLostLock;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _dataVersion;
    private readonly SeriesStore _series;
    private readonly GapStore _gaps;
    private readonly TradeStore _trades;
    private readonly ComparisonStore _comparisons;
    private readonly WriterEpoch _epoch;
    private readonly CommitLog _log;
    private readonly RevisionStore _revisions;
    private readonly RetentionStore _retention;
    private readonly TimeProvider _time;
    private readonly Dictionary<Interval, CandleStore> _candles = [];
    private readonly string? _databaseId;
    private long _seenVersion;
    private bool _foreignCommit;

    /// <param name="connection">The writer's connection; this object owns it.</param>
    /// <param name="settings">The file and how to open it.</param>
    /// <param name="refuseLostLock">Throws if this process has lost the right to write. Null if no other process can have that right, as in a test.</param>
    /// <param name="time">The clock of the revisions; null for the system's.</param>
    /// <exception cref="SqliteStoreException">The epoch cannot be raised.</exception>
    public SqliteWriteStore(StorageConnection connection, StorageSettings settings, Action? refuseLostLock = null, TimeProvider? time = null)
    {
        _connection = connection;
        _settings = settings;
        _refuseLostLock = refuseLostLock;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _dataVersion = connection.Prepare("PRAGMA data_version");
        _seenVersion = DataVersion();
        _epoch = WriterEpoch.Raise(connection);
        _log = new CommitLog(connection, _epoch, settings.CommitLogSize);
        _series = new SeriesStore(connection);
        _gaps = new GapStore(connection);
        _trades = new TradeStore(connection);
        _funding = new FundingStore(connection);
        _added = new AddedSeriesStore(connection);
        _comparisons = new ComparisonStore(connection);
        _lockWaits = new LockWaitStore(connection);
        _revisions = new RevisionStore(connection, settings.RevisionRows);
        _retention = new RetentionStore(connection, settings.Retention);
        _time = time ?? TimeProvider.System;
        _schema = new SchemaWatch(connection);
        _databaseId = FileContents.IdentityOf(connection);

        // Preparing the statements above has read the schema, so SQLite has opened the WAL files by now.
        _walFiles = new WalFiles(settings.Path);
        _checkpoints = new WalCheckpoints(connection, settings.BusyTimeout);
    }

    public CommitHead Head => new(_epoch.Value, _log.Newest, _databaseId);

    public int SchemaVersion => SchemaMigrator.CurrentVersion;

    public LockWait TakeLockWait() => _connection.TakeLockWait();

    public bool TakeForeignCommit()
    {
        var happened = _foreignCommit;
        _foreignCommit = false;
        return happened;
    }

    public void CheckInPlace()
    {
        _connection.RefuseMovedFile();
        _epoch.RefuseForeign();
        LookAround();
    }

    /// <remarks><c>data_version</c> of this connection changes only with commits of other connections, and no other connection of this process writes.</remarks>
    private void LookAround()
    {
        RefuseLostRight();
        if (DataVersion() is var version && version != _seenVersion)
        {
            (_seenVersion, _foreignCommit) = (version, true);
            _schema.Look();
        }
    }

    /// <summary>
    /// Throws unless the open files are those at their paths. Checks the database first, because the writer empties the WAL of a moved file before it closes the
    /// file.
    /// </summary>
    /// <exception cref="SqliteStoreException">The file was moved.</exception>
    /// <exception cref="LockLostException">This process has lost the right to write.</exception>
    private void RefuseLostRight()
    {
        _connection.RefuseMovedFile();
        _refuseLostLock?.Invoke();
    }

    public WriteResult Store(WriteCandles message)
    {
        if (PageContract.FindBreach(message) is { } refusal)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, refusal));
        if (message.Candles.IsEmpty && message.Compared is null)
            return new WriteResult(new CandlesWritten(message.Id, message.Run, message.Series, 0, 0, 0, _series.Get(message.Series).Version));

        var candles = _retention.WithoutRemoved(message.Series, message.Candles);
        var store = CandlesOf(message.Series.Interval);
        var work = InTransaction<(StoredPage Page, SeriesStats Stats, CandlesCommitted? Commit)?>(() =>
        {
            if (message.OnlyIfAdded && !_added.Contains(message.Series))
                return null;
            var stored = store.Store(message.Series.Instrument.StorageKey, candles, mayLackTaker: message.Source == ChangeSource.Import);
            if (stored.Replaced is { } replaced)
                _revisions.Put(message.Series, message.Source, Now, replaced);
            if (message.Compared is { } compared)
                _comparisons.Put(message.Series, compared);
            if (stored.Changed.IsEmpty)
                return (stored, _series.Get(message.Series), null);
            var advanced = _series.Advance(message.Series, stored.Inserted, stored.Changed[0].OpenTime, stored.Changed[^1].OpenTime);
            return (stored, advanced, _log.Append(new CandlesCommitted(message.Series, message.Lane, stored.Changed, advanced.Version, _databaseId) { Source = message.Source }));
        });
        if (work is not { } done)
            return RefusedAsRemoved(message, message.Series);

        var (page, stats, commit) = done;
        var unchanged = candles.Length - page.Changed.Length;
        var reply = new CandlesWritten(message.Id, message.Run, message.Series, page.Inserted, page.Updated, unchanged, stats.Version)
        {
            NotKept = message.Candles.Length - candles.Length,
        };
        if (commit is null)
            return new WriteResult(reply, Wrote: message.Compared is not null);

        _series.Committed(message.Series);
        _log.Committed(commit.Stamp);
        return new WriteResult(
            reply,
            commit,
            stats,
            Rows: page.Changed.Length,
            Wrote: true);
    }

    public WriteResult Record(RecordTraderStep message)
    {
        var (reply, step, wrote) = InTransaction(
            () =>
            {
                var (answer, written) = _trades.Record(message);
                var committed = written && !message.Outcome.IsQuiet
                    ? _log.Append(new TraderStepCommitted(message.Trader, message.Outcome, ((TraderStepRecorded)answer).SignalId))
                    : null;
                return (answer, committed, written);
            },
            commits: result => result.written);
        if (step is not null)
            _log.Committed(step.Stamp);
        return new WriteResult(reply, Step: step, Wrote: wrote);
    }

    public CheckpointOutcome Checkpoint(CheckpointMode mode)
    {
        _epoch.RefuseForeign();
        return _checkpoints.Run(mode);
    }

    /// <remarks>The value has to change: SQLite does not write a row whose bytes stay the same, so <c>SET value = value</c> would prove nothing.</remarks>
    public void ProveWritable() => InTransaction(() =>
    {
        _connection.Execute("INSERT INTO meta (key, value) VALUES ('write_proof', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1");
        return true;
    });

    public void Dispose() => _connection.Dispose();

    private long DataVersion()
    {
        _dataVersion.Step();
        var version = _dataVersion.GetInt64(0);
        _dataVersion.Reset();
        return version;
    }

    /// <summary>
    /// The store of an interval. Creates the table of an interval that is not configured, because candles may be imported without being collected.
    /// </summary>
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
    /// <param name="commits">Decides by the result whether to commit or to roll back; null always commits.</param>
    private T InTransaction<T>(Func<T> work, Func<T, bool>? commits = null)
    {
        _connection.RefuseMovedFile();
        if (_walFiles.FindLost() is { } lost)
            throw new WalLostException(lost);
        _begin.Run();
        try
        {
            // The first check: until COMMIT no other connection can raise the epoch.
            _epoch.RefuseForeign();
            LookAround();
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
