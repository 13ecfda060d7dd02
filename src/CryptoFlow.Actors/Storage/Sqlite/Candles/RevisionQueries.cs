using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Reads revisions: as a list, and to restore candles as they were at a time.</summary>
internal sealed class RevisionQueries(StorageConnection connection)
{
    private Statements? _statements;

    /// <summary>Prepared at first use: a command may read a file of an older version, which has no such table.</summary>
    private Statements Prepared => _statements ??= new Statements(connection);

    public RevisionsRead Read(ReadRevisions query)
    {
        var revisions = ImmutableArray.CreateBuilder<CandleRevision>();
        using var rows = FilterOf(query).Prepare(connection, $"SELECT {RevisionTable.Columns} FROM revisions", $" ORDER BY id DESC LIMIT {query.Limit + 1}");
        while (rows.Step())
            revisions.Add(Row(rows));
        var more = revisions.Count > query.Limit;
        if (more)
            revisions.RemoveAt(query.Limit);
        var (oldest, newest) = Bounds();
        return new RevisionsRead(revisions.ToImmutable(), more, oldest, newest, Since(), Identity());
    }

    /// <summary>The time from which all changes are on record, ms UTC; 0 if the file does not say.</summary>
    public long Since()
    {
        var since = Prepared.Since;
        var time = since.Step() ? since.GetInt64(0) : 0;
        since.Reset();
        return time;
    }

    /// <summary>Replaces the candles of a page by the candles that were stored at a time.</summary>
    /// <param name="series">The series.</param>
    /// <param name="asOf">The time, ms UTC.</param>
    /// <param name="page">The stored candles, ascending.</param>
    /// <param name="within">The range of open times of the page. Deleted candles are restored only in this range.</param>
    public List<Candle> Restore(SeriesKey series, long asOf, ImmutableArray<Candle> page, TimeRange within)
    {
        var restored = new List<Candle>(page.Length);
        var next = 0;
        var old = Prepared.FirstAfter.BindSeries(series).Bind(3, within.From).Bind(4, within.To).Bind(5, asOf);
        while (old.Step())
        {
            var candle = CandleRow.Read(old);
            while (next < page.Length && page[next].OpenTime < candle.OpenTime)
                restored.Add(page[next++]);
            if (next < page.Length && page[next].OpenTime == candle.OpenTime)
                next++;
            restored.Add(candle);
        }

        old.Reset();
        restored.AddRange(page.AsSpan()[next..]);
        return restored;
    }

    /// <summary>True if a candle that opens in the range has changed after <paramref name="asOf"/>. Then the candle was stored at that time.</summary>
    public bool HasOlder(SeriesKey series, long asOf, TimeRange range)
    {
        var older = Prepared.Older.BindSeries(series).Bind(3, range.To).Bind(4, asOf).Bind(5, range.From);
        var found = older.Step();
        older.Reset();
        return found;
    }

    private (long Oldest, long Newest) Bounds()
    {
        var bounds = Prepared.Bounds;
        bounds.Step();
        var ids = (bounds.GetNullableInt64(0) ?? 0, bounds.GetNullableInt64(1) ?? 0);
        bounds.Reset();
        return ids;
    }

    private string? Identity()
    {
        var identity = Prepared.Identity.Step() ? Prepared.Identity.GetText(0) : null;
        Prepared.Identity.Reset();
        return identity;
    }

    private static CandleRevision Row(Statement row)
    {
        if (!Instrument.TryParse(row.GetText(1), out var instrument) || !ChangeSourceNames.TryParse(row.GetText(4), out var source))
            throw new InvalidDataException($"Row {row.GetInt64(0)} of the table revisions holds '{row.GetText(1)}' and '{row.GetText(4)}'.");
        return new CandleRevision(
            row.GetInt64(0),
            new SeriesKey(instrument, new Interval((int)row.GetInt64(2))),
            row.GetInt64(3),
            source,
            CandleRow.Read(row, 5));
    }

    private static RowFilter FilterOf(ReadRevisions query)
    {
        var filter = new RowFilter();
        if (query.Exchange is { } exchange && query.Symbol is { } symbol)
        {
            filter.And("symbol = ", new Instrument(exchange, symbol).StorageKey);
        }
        else if (query.Exchange is { } every)
        {
            // The + prevents SQLite from using an index for this range, because the rows would then need a sort by id.
            filter.And("+symbol >= ", every.ToStorageName() + ":");
            filter.And("+symbol < ", every.ToStorageName() + ";");
        }
        else if (query.Symbol is { } any)
        {
            filter.And("substr(symbol, instr(symbol, ':') + 1) = ", any);
        }

        if (query.Interval is { } interval)
            filter.And("interval = ", interval.Minutes);
        if (query.Before is { } before)
            filter.And("id < ", before);
        if (query.ChangedFrom is { } from)
            filter.And("changed_at >= ", from);
        return filter;
    }

    private sealed class Statements(StorageConnection connection)
    {
        /// <summary>For each candle the first change after a time. With min(), SQLite takes the other columns from the row of the minimum.</summary>
        public Statement FirstAfter { get; } = connection.Prepare($"""
            SELECT {CandleTables.Columns}, min(id) FROM revisions
            WHERE symbol = ?1 AND interval = ?2 AND time >= ?3 AND time < ?4 AND changed_at > ?5 GROUP BY time ORDER BY time
            """);

        public Statement Older { get; } = connection.Prepare(
            "SELECT 1 FROM revisions WHERE symbol = ?1 AND interval = ?2 AND time >= ?5 AND time < ?3 AND changed_at > ?4 LIMIT 1");

        public Statement Bounds { get; } = connection.Prepare("SELECT (SELECT min(id) FROM revisions), (SELECT max(id) FROM revisions)");

        /// <summary>While the table has its first row, no row was deleted, and all changes since the creation of the table are recorded.</summary>
        public Statement Since { get; } = connection.Prepare($"""
            SELECT CASE WHEN (SELECT min(id) FROM revisions) > 1 THEN (SELECT changed_at FROM revisions ORDER BY id LIMIT 1)
              ELSE (SELECT CAST(value AS INTEGER) FROM meta WHERE key = '{RevisionTable.SinceKey}') END
            """);

        public Statement Identity { get; } = connection.Prepare(FileContents.SelectIdentity);
    }
}
