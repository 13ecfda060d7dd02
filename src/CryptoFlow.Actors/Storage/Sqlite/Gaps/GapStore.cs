using System.Collections.Immutable;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>The ledger's statements on the writer's connection. Runs in the caller's transaction.</summary>
internal sealed class GapStore(StorageConnection connection)
{
    /// <summary>Number of filled rows that are kept for each series, the newest. Older filled rows are deleted.</summary>
    private const int FilledRowsKept = 200;

    private const string OfSeries = "symbol = ?1 AND interval = ?2";

    /// <summary>
    /// Selects the rows that overlap a range or end at its begin. Rows do not overlap each other, so of the rows that begin before the range only the last can
    /// overlap it.
    /// </summary>
    private readonly Statement _near = connection.Prepare($"""
        SELECT {GapRows.Columns} FROM gaps
        WHERE {OfSeries} AND verdict <> 'filled' AND from_time < ?4 AND to_time >= ?3
          AND from_time >= ifnull((SELECT max(from_time) FROM gaps WHERE {OfSeries} AND verdict <> 'filled' AND from_time < ?3), ?3)
        ORDER BY from_time LIMIT ?5
        """);

    private readonly Statement _delete = connection.Prepare("DELETE FROM gaps WHERE id = ?1");

    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, asks, before_listing, found_at, last_asked_at, next_ask_at, resolved_at, reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """);

    private readonly Statement _update = connection.Prepare("""
        UPDATE gaps SET from_time = ?3, to_time = ?4, verdict = ?5, asks = ?6, before_listing = ?7, found_at = ?8, last_asked_at = ?9, next_ask_at = ?10,
          resolved_at = ?11, reason = ?12
        WHERE id = ?1
        """);

    private readonly Statement _prune = connection.Prepare($"""
        DELETE FROM gaps WHERE {OfSeries} AND verdict = 'filled' AND (resolved_at, id) <=
          (SELECT resolved_at, id FROM gaps WHERE {OfSeries} AND verdict = 'filled' ORDER BY resolved_at DESC, id DESC LIMIT 1 OFFSET {FilledRowsKept})
        """);

    private readonly Statement _dropBefore = connection.Prepare($"""
        DELETE FROM gaps WHERE id IN (SELECT id FROM gaps WHERE {OfSeries} AND verdict <> 'filled' AND from_time < ?3 AND to_time <= ?3 LIMIT ?4)
        """);

    private readonly Statement _cutBefore = connection.Prepare(
        $"UPDATE gaps SET from_time = ?3 WHERE {OfSeries} AND verdict <> 'filled' AND from_time < ?3 AND to_time > ?3");

    private readonly Statement _counted = connection.Prepare($"SELECT recorded_to FROM gap_asks WHERE {OfSeries} AND run = ?3 AND pass = ?4");

    private readonly Statement _count = connection.Prepare("""
        INSERT INTO gap_asks (symbol, interval, run, pass, recorded_to) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET run = ?3, pass = ?4, recorded_to = ?5
        """);

    /// <summary>
    /// The rows of a series that are not filled and that overlap a range or end where the range begins: ascending, at most <paramref name="most"/>.
    /// </summary>
    public ImmutableArray<GapRecord> Near(SeriesKey series, TimeRange range, int most)
    {
        var rows = ImmutableArray.CreateBuilder<GapRecord>();
        _near.BindSeries(series).Bind(3, range.From).Bind(4, range.To).Bind(5, most);
        while (_near.Step())
            rows.Add(GapRows.Read(_near));
        _near.Reset();
        return rows.ToImmutable();
    }

    /// <summary>Deletes or cuts the rows before a time, because no candle can be missing there. One call deletes at most <paramref name="most"/> rows.</summary>
    /// <returns>True if a row was deleted or cut.</returns>
    public bool DropBefore(SeriesKey series, long time, int most) =>
        _dropBefore.BindSeries(series).Bind(3, time).Bind(4, most).Run() + _cutBefore.BindSeries(series).Bind(3, time).Run() > 0;

    /// <summary>The open time up to which the asks of a pass are counted, ms UTC; null if none are counted.</summary>
    public long? CountedTo(SeriesKey series, RunId run, int pass)
    {
        _counted.BindSeries(series).Bind(3, run.ToString()).Bind(4, pass);
        long? counted = _counted.Step() ? _counted.GetInt64(0) : null;
        _counted.Reset();
        return counted;
    }

    public void CountTo(SeriesKey series, RunId run, int pass, long time) =>
        _count.BindSeries(series).Bind(3, run.ToString()).Bind(4, pass).Bind(5, time).Run();

    public void Apply(SeriesKey series, GapLedgerChange change)
    {
        foreach (var id in change.Removed)
            _delete.Bind(1, id).Run();
        foreach (var gap in change.Changed)
            Values(_update.Bind(1, gap.Id), gap).Run();
        foreach (var gap in change.Added)
            Values(_insert.BindSeries(gap.Series), gap).Run();
        if (change.Changed.Concat(change.Added).Any(g => g.Verdict == GapVerdict.Filled))
            _prune.BindSeries(series).Run();
    }

    private static Statement Values(Statement statement, GapRecord gap)
    {
        statement
            .Bind(3, gap.Range.From)
            .Bind(4, gap.Range.To)
            .Bind(5, gap.Verdict.ToName())
            .Bind(6, gap.Asks)
            .Bind(7, gap.BeforeListing ? 1L : 0L)
            .Bind(8, gap.FoundAt)
            .Bind(9, gap.LastAskedAt)
            .Bind(10, gap.NextAskAt)
            .Bind(11, gap.ResolvedAt);
        return gap.Reason is { } reason ? statement.Bind(12, reason) : statement.Bind(12, (long?)null);
    }
}
