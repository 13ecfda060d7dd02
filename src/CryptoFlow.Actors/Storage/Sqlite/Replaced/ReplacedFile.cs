using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Replaced;

/// <summary>
/// Reads a file of the replaced system. The connection is read-only (<c>mode=ro</c>) and never immutable, because an immutable connection does not see commits that
/// are only in the WAL. SQLite may create or change <c>-shm</c>, and an empty <c>-wal</c>, beside a file in WAL mode.
/// </summary>
internal sealed class ReplacedFile : IReplacedFile
{
    private readonly StorageConnection _connection;
    private readonly Dictionary<Interval, Statement> _pages = [];

    /// <exception cref="FileRefusedException">The file is not one of the replaced system.</exception>
    public ReplacedFile(StorageConnection connection, string path)
    {
        _connection = connection;
        var names = ReplacedSchema.TablesIn(connection);
        if (names.Count == 0)
        {
            throw new FileRefusedException(
                FileRefusal.Foreign,
                $"{path} is no file of the replaced system: it has no table candles_15, candles_60, candles_240 or candles_1440 with the columns of that system.");
        }

        var tables = ImmutableArray.CreateBuilder<ReplacedTable>();
        foreach (var name in names)
        {
            if (ReplacedSchema.TryGetInterval(name, out var interval))
                tables.Add(new ReplacedTable(interval, connection.QueryInt64($"SELECT ifnull(max(id), 0) FROM {CandleTables.NameOf(interval)}")));
        }

        Tables = [.. tables.OrderBy(t => t.Interval)];
        OtherTables = [.. names.Where(name => !ReplacedSchema.TryGetInterval(name, out _))];
    }

    public ImmutableArray<ReplacedTable> Tables { get; }

    public ImmutableArray<string> OtherTables { get; }

    public ImmutableArray<string> ReadSymbols()
    {
        var symbols = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in Tables)
        {
            using var rows = _connection.PrepareOnce($"SELECT DISTINCT symbol FROM {CandleTables.NameOf(table.Interval)} WHERE symbol IS NOT NULL");
            while (rows.Step())
                symbols.Add(rows.GetText(0));
        }

        return [.. symbols];
    }

    public ImmutableArray<ReplacedRow> Read(Interval interval, long afterId, int limit)
    {
        if (!_pages.TryGetValue(interval, out var page))
        {
            page = _pages[interval] = _connection.Prepare(
                $"SELECT id, symbol, {CandleTables.Columns} FROM {CandleTables.NameOf(interval)} WHERE id > ?1 ORDER BY id LIMIT ?2");
        }

        var rows = ImmutableArray.CreateBuilder<ReplacedRow>(limit);
        page.Bind(1, afterId).Bind(2, limit);
        try
        {
            while (page.Step())
                rows.Add(Row(page));
        }
        finally
        {
            page.Reset();
        }

        return rows.ToImmutable();
    }

    public void Dispose() => _connection.Dispose();

    private static ReplacedRow Row(Statement row) => new(
        row.GetInt64(0),
        row.IsNull(1) ? null : row.GetText(1),
        Whole(row, 2),
        Number(row, 3),
        Number(row, 4),
        Number(row, 5),
        Number(row, 6),
        Number(row, 7),
        Number(row, 8),
        Number(row, 9),
        Number(row, 10),
        Whole(row, 11));

    private static double? Number(Statement row, int column) => row.IsNumber(column) ? row.GetDouble(column) : null;

    private static long? Whole(Statement row, int column) =>
        Number(row, column) is { } number && Math.Abs(number) < 1e18 && number == Math.Floor(number) ? row.GetInt64(column) : null;
}
