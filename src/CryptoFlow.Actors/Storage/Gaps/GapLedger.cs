using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>A change of the ledger.</summary>
/// <param name="Removed">Ids of the rows to delete: they were joined with a neighbour.</param>
/// <param name="Changed">Rows to update, with their ids.</param>
/// <param name="Added">Rows to insert, with id 0.</param>
/// <param name="Unresolved">
/// The rows that are not filled after the change, ascending, each cut to the searched range. New rows have no id yet.
/// </param>
public sealed record GapLedgerChange(
    ImmutableArray<long> Removed, ImmutableArray<GapRecord> Changed, ImmutableArray<GapRecord> Added, ImmutableArray<GapRecord> Unresolved)
{
    public bool IsEmpty => Removed.IsEmpty && Changed.IsEmpty && Added.IsEmpty;
}

/// <summary>
/// Computes the change of the gap ledger from the recorded rows of a series and the new findings. Pure. The rows of a series that are not filled never overlap;
/// together they cover exactly the open times that are known to be missing.
/// </summary>
/// <remarks>
/// One pass over the recorded rows, the missing ranges, the asked ranges and the unreadable open times, which are all ascending. So the work grows linearly with
/// their number. A row that stays as it is recorded is not written.
/// </remarks>
public static class GapLedger
{
    /// <summary>Applies findings to the rows of a series that are not filled.</summary>
    /// <param name="series">The series.</param>
    /// <param name="recorded">
    /// The rows of the series that are not filled and that overlap or touch the searched range, ascending and disjoint. Rows outside the range are left unchanged.
    /// </param>
    /// <param name="findings">The findings of a search or of an answer.</param>
    /// <param name="oldestStored">
    /// Open time of the oldest stored candle, ms UTC, or null. A range before it may be missing because the market had not begun.
    /// </param>
    public static GapLedgerChange Apply(SeriesKey series, IReadOnlyList<GapRecord> recorded, GapFindings findings, long? oldestStored)
    {
        var rows = new JoinedRows();
        var searched = findings.Searched;
        var (row, missing, asked, unreadable) = (0, 0, 0, 0);
        for (; row < recorded.Count && recorded[row].Range.To <= searched.From; row++)
            rows.Add(recorded[row]);
        if (row < recorded.Count && recorded[row].Range.From < searched.From)
            rows.Add(recorded[row] with { Range = recorded[row].Range with { To = searched.From } });

        for (var at = searched.From; at < searched.To;)
        {
            while (row < recorded.Count && recorded[row].Range.To <= at)
                row++;
            while (missing < findings.Missing.Length && findings.Missing[missing].To <= at)
                missing++;
            while (asked < findings.Asked.Length && findings.Asked[asked].To <= at)
                asked++;
            while (unreadable < findings.Unreadable.Length && findings.Unreadable[unreadable].OpenTime < at)
                unreadable++;

            var end = searched.To;
            var known = row < recorded.Count && IsWithin(recorded[row].Range, at, ref end) ? recorded[row] : null;
            var isMissing = missing < findings.Missing.Length && IsWithin(findings.Missing[missing], at, ref end);
            var isAsked = asked < findings.Asked.Length && IsWithin(findings.Asked[asked], at, ref end);
            var reason = unreadable < findings.Unreadable.Length && IsWithin(RangeOf(findings.Unreadable[unreadable], series), at, ref end)
                ? findings.Unreadable[unreadable].Reason
                : null;

            var part = new TimeRange(at, end);
            if (isMissing)
            {
                var before = known ?? new GapRecord(0, series, part, GapVerdict.Open, 0, false, findings.At, null, null, null);
                rows.Add(GapRules.StillMissing(before with { Range = part }, findings, isAsked, reason, oldestStored));
            }
            else if (known is not null)
            {
                rows.Add(GapRules.Filled(known with { Range = part }, findings.At));
            }

            at = end;
        }

        if (row < recorded.Count && recorded[row].Range.From < searched.To && recorded[row].Range.To > searched.To)
        {
            rows.Add(recorded[row] with { Range = recorded[row].Range with { From = searched.To } });
            row++;
        }

        while (row < recorded.Count && recorded[row].Range.To <= searched.To)
            row++;
        for (; row < recorded.Count; row++)
            rows.Add(recorded[row]);
        return Compare(recorded, rows.Rows, searched);
    }

    private static TimeRange RangeOf(UnreadableCandle candle, SeriesKey series) => new(candle.OpenTime, candle.OpenTime + series.Interval.Milliseconds);

    /// <summary>
    /// True if the range contains the time. Also lowers the end of the current part to the range's next bound, so that the answer is the same for the whole part.
    /// </summary>
    private static bool IsWithin(TimeRange range, long time, ref long end)
    {
        var holds = range.From <= time;
        end = Math.Min(end, holds ? range.To : range.From);
        return holds;
    }

    /// <summary>Collects the rows to write, ascending. A row that is made from several recorded rows keeps the id of the first.</summary>
    private static GapLedgerChange Compare(IReadOnlyList<GapRecord> recorded, IReadOnlyList<GapRecord> rows, TimeRange searched)
    {
        var removed = ImmutableArray.CreateBuilder<long>();
        var changed = ImmutableArray.CreateBuilder<GapRecord>();
        var added = ImmutableArray.CreateBuilder<GapRecord>();
        var unresolved = ImmutableArray.CreateBuilder<GapRecord>();
        var next = 0;
        foreach (var row in rows)
        {
            if (row.Verdict != GapVerdict.Filled && row.Range.Overlaps(searched))
                unresolved.Add(row with { Range = row.Range.Intersect(searched) });
            if (row.Id == 0)
            {
                added.Add(row);
                continue;
            }

            for (; recorded[next].Id != row.Id; next++)
                removed.Add(recorded[next].Id);
            if (recorded[next] != row)
                changed.Add(row);
            next++;
        }

        for (; next < recorded.Count; next++)
            removed.Add(recorded[next].Id);
        return new GapLedgerChange(removed.ToImmutable(), changed.ToImmutable(), added.ToImmutable(), unresolved.ToImmutable());
    }

    /// <summary>Collects rows in ascending order and joins neighbours where <see cref="GapRules"/> allows this.</summary>
    private sealed class JoinedRows
    {
        private readonly List<GapRecord> _rows = [];
        private long _lastId;

        public IReadOnlyList<GapRecord> Rows => _rows;

        /// <summary>The first part of a recorded row keeps the row's id. The other parts are new rows.</summary>
        public void Add(GapRecord row)
        {
            if (row.Id != 0 && row.Id == _lastId)
                row = row with { Id = 0 };
            else if (row.Id != 0)
                _lastId = row.Id;

            if (_rows.Count > 0 && GapRules.Join(_rows[^1], row) is { } joined)
                _rows[^1] = joined;
            else
                _rows.Add(row);
        }
    }
}
