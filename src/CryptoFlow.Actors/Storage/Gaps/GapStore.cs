using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The ledger's statements on the writer's connection. Runs inside of the caller's transaction.</summary>
internal sealed class GapStore(StorageConnection connection)
{
    /// <summary>Filled rows that are kept per series, newest; older ones are of no use to anybody.</summary>
    private const int FilledRowsKept = 200;

    private readonly Statement _unfilled = connection.Prepare(
        $"SELECT {GapRows.Columns} FROM gaps WHERE symbol = ?1 AND interval = ?2 AND verdict <> 'filled' ORDER BY from_time");

    private readonly Statement _delete = connection.Prepare("DELETE FROM gaps WHERE id = ?1");

    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, asks, before_listing, found_at, last_asked_at, next_ask_at, resolved_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """);

    private readonly Statement _prune = connection.Prepare($"""
        DELETE FROM gaps WHERE symbol = ?1 AND interval = ?2 AND verdict = 'filled' AND id NOT IN
          (SELECT id FROM gaps WHERE symbol = ?1 AND interval = ?2 AND verdict = 'filled' ORDER BY id DESC LIMIT {FilledRowsKept})
        """);

    /// <summary>The rows of a series that are not filled, ascending.</summary>
    public ImmutableArray<GapRecord> Unfilled(SeriesKey series)
    {
        var rows = ImmutableArray.CreateBuilder<GapRecord>();
        _unfilled.Bind(1, series.Instrument.StorageKey).Bind(2, series.Interval.Minutes);
        while (_unfilled.Step())
            rows.Add(GapRows.Read(_unfilled));
        _unfilled.Reset();
        return rows.ToImmutable();
    }

    public void Apply(SeriesKey series, GapLedgerChange change)
    {
        foreach (var id in change.Removed)
            _delete.Bind(1, id).Run();
        foreach (var gap in change.Added)
            Insert(gap);
        if (change.Added.Any(g => g.Verdict == GapVerdict.Filled))
            _prune.Bind(1, series.Instrument.StorageKey).Bind(2, series.Interval.Minutes).Run();
    }

    private void Insert(GapRecord gap) => _insert
        .Bind(1, gap.Series.Instrument.StorageKey)
        .Bind(2, gap.Series.Interval.Minutes)
        .Bind(3, gap.Range.From)
        .Bind(4, gap.Range.To)
        .Bind(5, gap.Verdict.ToName())
        .Bind(6, gap.Asks)
        .Bind(7, gap.BeforeListing ? 1L : 0L)
        .Bind(8, gap.FoundAt)
        .Bind(9, gap.LastAskedAt)
        .Bind(10, gap.NextAskAt)
        .Bind(11, gap.ResolvedAt)
        .Run();
}
