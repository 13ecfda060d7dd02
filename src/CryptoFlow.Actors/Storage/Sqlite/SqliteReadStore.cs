using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Commits;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Funding;
using CryptoFlow.Storage.Sqlite.Gaps;
using CryptoFlow.Storage.Sqlite.Trading;
using SQLitePCL;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// A reader's store in SQLite: one read-only connection. Each query runs in one short read transaction, so it sees one snapshot. No transaction stays open between
/// two queries, so an idle reader does not prevent a WAL reset.
/// </summary>
internal sealed class SqliteReadStore : IReadStore
{
    /// <summary>Number of instructions of SQLite's virtual machine between two checks of the deadline. They take tens of microseconds.</summary>
    private const int InstructionsBetweenLooks = 2_000;

    private readonly StorageConnection _connection;
    private readonly TimeProvider _time;
    private readonly CandleQueries _candles;
    private readonly SeriesQueries _series;
    private readonly AddedSeriesQueries _added;
    private readonly GapQueries _gaps;
    private readonly TradeQueries _trades;
    private readonly FundingQueries _funding;
    private readonly ComparisonQueries _comparisons;
    private readonly CommitQueries _commits;
    private readonly RevisionQueries _revisions;
    private readonly LockWaitQueries _lockWaits;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private Deadline _deadline = Deadline.Never;
    private RunningQuery? _running;

    /// <summary>Opens the file for a reader.</summary>
    public static SqliteReadStore Open(StorageSettings settings, TimeProvider time, CancellationToken givingUp) =>
        StorageConnection.OpenReader(settings, givingUp).HandOver(connection => new SqliteReadStore(connection, time, givingUp));

    public SqliteReadStore(StorageConnection connection, TimeProvider time, CancellationToken givingUp = default)
    {
        _connection = connection;
        _time = time;
        _revisions = new RevisionQueries(connection);
        _candles = new CandleQueries(connection, _revisions);
        _series = new SeriesQueries(connection);
        _added = new AddedSeriesQueries(connection);
        _gaps = new GapQueries(connection);
        _trades = new TradeQueries(connection);
        _funding = new FundingQueries(connection);
        _comparisons = new ComparisonQueries(connection);
        _commits = new CommitQueries(connection);
        _lockWaits = new LockWaitQueries(connection);
        _begin = connection.Prepare("BEGIN");
        _commit = connection.Prepare("COMMIT");
        raw.sqlite3_progress_handler(connection.Handle, InstructionsBetweenLooks, _ => givingUp.IsCancellationRequested || _running?.IsCut == true || _deadline.HasPassed(_time) ? 1 : 0, null);
    }

    public LockWait TakeLockWait() => _connection.TakeLockWait();

    public IReadReply Answer(IReadMessage query, Deadline deadline, RunningQuery? running = null)
    {
        _connection.RefuseMovedFile();
        _deadline = deadline;
        _running = running;
        try
        {
            _begin.Run();
            IReadReply answer = query switch
            {
                ReadCandles q => _candles.Read(q),
                ReadPage q => _candles.Read(q),
                FindMissing q => _candles.FindMissing(q),
                ListSeries q => _series.List(q),
                ReadAddedSeries q => _added.Read(q),
                ReadGaps q => _gaps.Read(q),
                ReadComparisons q => _comparisons.Read(q),
                ReadCommits q => _commits.Read(q),
                ReadCommitHead => _commits.ReadHead(),
                ReadRevisions q => _revisions.Read(q),
                ReadFundingRates q => _funding.Read(q),
                ReadLockWaits q => _lockWaits.Read(q),
                ReadTrader q => _trades.Read(q),
                ReadSignals q => _trades.Read(q),
                ReadTrades q => _trades.Read(q),
                ReadEquity q => _trades.Read(q),
                _ => throw new ArgumentException($"{query.GetType().Name} is no query of the readers.", nameof(query)),
            };
            _commit.Run();
            return answer;
        }
        catch
        {
            _deadline = Deadline.Never;
            _running = null;
            _connection.RollbackIfOpen();
            throw;
        }
    }

    public void Dispose() => _connection.Dispose();
}
