using System.Collections.Concurrent;
using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Schema;

/// <summary>
/// The tables with their columns, the triggers and the indexes that a file of a schema version must hold. They are read from an in-memory database after the
/// migrations, so a new migration needs no change here. Immutable.
/// </summary>
internal sealed class SchemaObjects
{
    private static readonly ConcurrentDictionary<int, SchemaObjects> Known = [];

    private readonly ImmutableArray<(string Table, string Column)> _columns;

    /// <summary>Triggers and indexes. They hold no data, so missing ones are created again.</summary>
    private readonly ImmutableArray<(string Name, string Sql)> _makeable;

    private SchemaObjects(StorageConnection model)
    {
        _columns = [.. Columns(model)];
        _makeable = [.. Makeable(model)];
    }

    /// <param name="version">1 to <see cref="SchemaMigrator.CurrentVersion"/>; 0 holds nothing.</param>
    public static SchemaObjects Of(int version) => Known.GetOrAdd(version, static version =>
    {
        using var model = StorageConnection.OpenInMemory();
        for (var next = 1; next <= version; next++)
            SchemaMigrator.Run(model, next);
        return new SchemaObjects(model);
    });

    /// <summary>True if the file has more than half of the tables. Then it counts as a CryptoFlow database, even if something is missing.</summary>
    public bool AreMostlyIn(StorageConnection connection)
    {
        var there = Columns(connection).Select(c => c.Table).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var expected = _columns.Select(c => c.Table).Distinct().ToList();
        return expected.Count(there.Contains) * 2 > expected.Count;
    }

    /// <summary>One sentence that names what is missing and says what to do; null if all tables and columns exist.</summary>
    public string? FindMissingTable(StorageConnection connection)
    {
        var there = Columns(connection).ToHashSet(ColumnComparer.Instance);
        var tables = there.Select(c => c.Table).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = _columns.Select(c => c.Table).Concat(WithRows(connection, tables)).Where(t => !tables.Contains(t)).Distinct().ToList();
        if (missing.Count > 0)
            return $"The {(missing.Count == 1 ? "table" : "tables")} {string.Join(", ", missing)} of the database {(missing.Count == 1 ? "is" : "are")} missing: dropped or renamed by another program; rename {(missing.Count == 1 ? "it" : "them")} back, or put a backup of the file in its place.";

        var columns = _columns.Where(c => !there.Contains(c)).Select(c => $"{c.Table}.{c.Column}").ToList();
        return columns.Count == 0
            ? null
            : $"The {(columns.Count == 1 ? "column" : "columns")} {string.Join(", ", columns)} of the database {(columns.Count == 1 ? "is" : "are")} missing: dropped or renamed by another program; rename {(columns.Count == 1 ? "it" : "them")} back, or put a backup of the file in its place.";
    }

    /// <summary>The name of a missing trigger or index, or null.</summary>
    public string? FindMakeable(StorageConnection connection)
    {
        var there = Makeable(connection).Select(o => o.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return _makeable.Select(o => o.Name).FirstOrDefault(name => !there.Contains(name));
    }

    /// <summary>Creates missing triggers and indexes again, in the caller's transaction.</summary>
    public void CreateMissing(StorageConnection connection)
    {
        var there = Makeable(connection).Select(o => o.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (_, sql) in _makeable.Where(o => !there.Contains(o.Name)))
            connection.Execute(sql);
    }

    /// <summary>The candle tables of the intervals for which <c>series</c> counts candles. The table of another interval may never have been created.</summary>
    private static List<string> WithRows(StorageConnection connection, HashSet<string> tables)
    {
        var names = new List<string>();
        if (!tables.Contains("series"))
            return names;
        using var rows = connection.PrepareOnce("SELECT DISTINCT interval FROM series WHERE row_count > 0");
        while (rows.Step())
        {
            if (Interval.TryParse(rows.GetText(0), out var interval))
                names.Add(CandleTables.NameOf(interval));
        }

        return names;
    }

    private static List<(string Table, string Column)> Columns(StorageConnection connection)
    {
        var columns = new List<(string, string)>();
        using var rows = connection.PrepareOnce("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.rowid, c.cid");
        while (rows.Step())
            columns.Add((rows.GetText(0), rows.GetText(1)));
        return columns;
    }

    private static List<(string Name, string Sql)> Makeable(StorageConnection connection)
    {
        var objects = new List<(string, string)>();
        using var rows = connection.PrepareOnce("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL");
        while (rows.Step())
            objects.Add((rows.GetText(0), rows.GetText(1)));
        return objects;
    }

    /// <summary>SQLite's names are not case-sensitive.</summary>
    private sealed class ColumnComparer : IEqualityComparer<(string Table, string Column)>
    {
        public static readonly ColumnComparer Instance = new();

        public bool Equals((string Table, string Column) x, (string Table, string Column) y) =>
            StringComparer.OrdinalIgnoreCase.Equals(x.Table, y.Table) && StringComparer.OrdinalIgnoreCase.Equals(x.Column, y.Column);

        public int GetHashCode((string Table, string Column) name) => HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(name.Table), StringComparer.OrdinalIgnoreCase.GetHashCode(name.Column));
    }
}
