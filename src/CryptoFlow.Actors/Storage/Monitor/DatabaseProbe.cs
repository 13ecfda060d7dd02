using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Monitor;

/// <summary>One observation of the file.</summary>
/// <param name="WalPages">Frames in the WAL.</param>
/// <param name="CheckpointedPages">How many of these frames are already in the database file.</param>
/// <param name="WalFileBytes">Size of the WAL file by <c>stat</c>. The file is never opened.</param>
/// <param name="Series">The stored rows and bounds of each series; null if nothing changed since the last observation.</param>
/// <param name="Gaps">Unresolved rows of the ledger by series; null if nothing changed since the last observation.</param>
/// <param name="FreeBytes">Size of the file's free pages, bytes. Later writes use them. Null if nothing changed since the last observation.</param>
public sealed record DatabaseLook(
    int WalPages,
    int CheckpointedPages,
    long WalFileBytes,
    ImmutableArray<SeriesStats>? Series,
    ImmutableDictionary<SeriesKey, GapCounts>? Gaps,
    long? FreeBytes = null);

/// <summary>The ledger's rows of a series that are not filled, by verdict.</summary>
public sealed record GapCounts(int Open, int Confirmed, UnreadableCandles? Unreadable)
{
    public static GapCounts None { get; } = new(0, 0, null);
}

/// <summary>
/// The monitor's own read-only connection. An observation costs a few small queries: <c>wal_checkpoint(NOOP)</c> works on a read-only connection and moves
/// no frame, and the tables are read only if <c>data_version</c> shows a commit of another connection.
/// </summary>
internal sealed class DatabaseProbe : IDisposable
{
    private readonly StorageConnection _connection;
    private readonly FileInfo _walFile;
    private readonly Statement _noop;
    private readonly Statement _dataVersion;
    private readonly Statement _series;
    private readonly Statement _gaps;
    private readonly Statement _unreadable;
    private readonly Statement _freePages;
    private readonly long _pageBytes;
    private long _seenVersion = -1;

    public DatabaseProbe(StorageConnection connection, StorageSettings settings)
    {
        _connection = connection;
        _walFile = new FileInfo(settings.Path + "-wal");
        _noop = connection.Prepare("PRAGMA wal_checkpoint(NOOP)");
        _dataVersion = connection.Prepare("PRAGMA data_version");
        _freePages = connection.Prepare("PRAGMA freelist_count");
        _pageBytes = connection.QueryInt64("PRAGMA page_size");
        _series = connection.Prepare("SELECT symbol, interval, row_count, oldest_time, newest_time, version FROM series");
        _gaps = connection.Prepare("""
            SELECT symbol, interval, sum(verdict IN ('open', 'repairing')), sum(verdict = 'confirmed_missing'), sum(verdict = 'unreadable')
            FROM gaps WHERE verdict <> 'filled' GROUP BY symbol, interval
            """);
        _unreadable = connection.Prepare("""
            SELECT sum(to_time - from_time), max(to_time), reason FROM gaps WHERE symbol = ?1 AND interval = ?2 AND verdict = 'unreadable' AND verdict <> 'filled'
            """);
    }

    public LockWait TakeLockWait() => _connection.TakeLockWait();

    /// <param name="tables">True reads the tables and the WAL, false only the WAL.</param>
    /// <exception cref="SqliteStoreException">The file cannot be read.</exception>
    public DatabaseLook Look(bool tables = true)
    {
        _connection.RefuseMovedFile();
        _noop.Step();
        var pages = Math.Max(0, (int)_noop.GetInt64(1));
        var checkpointed = Math.Max(0, (int)_noop.GetInt64(2));
        _noop.Reset();
        _walFile.Refresh();
        var bytes = _walFile.Exists ? _walFile.Length : 0;

        if (!tables)
            return new DatabaseLook(pages, checkpointed, bytes, null, null);

        _dataVersion.Step();
        var version = _dataVersion.GetInt64(0);
        _dataVersion.Reset();
        if (version == _seenVersion)
            return new DatabaseLook(pages, checkpointed, bytes, null, null);

        var look = new DatabaseLook(pages, checkpointed, bytes, ReadSeries(), ReadGaps(), ReadFreePages() * _pageBytes);
        _seenVersion = version;
        return look;
    }

    public void Dispose() => _connection.Dispose();

    private long ReadFreePages()
    {
        _freePages.Step();
        var pages = _freePages.GetInt64(0);
        _freePages.Reset();
        return pages;
    }

    private ImmutableArray<SeriesStats> ReadSeries()
    {
        var rows = ImmutableArray.CreateBuilder<SeriesStats>();
        while (_series.Step())
        {
            if (KeyOf(_series) is { } key)
                rows.Add(new SeriesStats(key, _series.GetInt64(2), _series.GetNullableInt64(3), _series.GetNullableInt64(4), _series.GetInt64(5)));
        }

        _series.Reset();
        return rows.ToImmutable();
    }

    private ImmutableDictionary<SeriesKey, GapCounts> ReadGaps()
    {
        var rows = ImmutableDictionary.CreateBuilder<SeriesKey, GapCounts>();
        while (_gaps.Step())
        {
            if (KeyOf(_gaps) is { } key)
                rows[key] = new GapCounts((int)_gaps.GetInt64(2), (int)_gaps.GetInt64(3), ReadUnreadable(key, (int)_gaps.GetInt64(4)));
        }

        _gaps.Reset();
        return rows.ToImmutable();
    }

    /// <summary>
    /// The reason comes from the row with the greatest time: in a query with a single max(), SQLite takes a bare column from the row of the maximum.
    /// </summary>
    private UnreadableCandles? ReadUnreadable(SeriesKey series, int ranges)
    {
        if (ranges == 0)
            return null;
        var step = series.Interval.Milliseconds;
        _unreadable.Bind(1, series.Instrument.StorageKey).Bind(2, series.Interval.Minutes).Step();
        var unreadable = _unreadable.IsNull(0)
            ? null
            : new UnreadableCandles(ranges, _unreadable.GetInt64(0) / step, _unreadable.GetInt64(1) - step, _unreadable.IsNull(2) ? "not said" : _unreadable.GetText(2));
        _unreadable.Reset();
        return unreadable;
    }

    private static SeriesKey? KeyOf(Statement row) =>
        Instrument.TryParse(row.GetText(0), out var instrument) && Interval.TryParse(row.GetText(1), out var interval)
            ? new SeriesKey(instrument, interval)
            : null;
}
