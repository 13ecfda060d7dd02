using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>
/// The ledger's rules in their simplest and slowest form: compares each row with each range. The reference for <see cref="GapLedger"/>. Both use the same
/// <see cref="GapRules"/> to decide about one piece.
/// </summary>
internal static class QuadraticLedger
{
    /// <summary>The rows after the findings, ascending, with neighbours joined and without ids. Filled rows are included.</summary>
    public static ImmutableArray<GapRecord> Apply(SeriesKey series, IReadOnlyList<GapRecord> recorded, GapFindings findings, long? oldestStored)
    {
        var rows = new List<GapRecord>();
        foreach (var row in recorded)
        {
            rows.AddRange(Subtract([row.Range], [findings.Searched]).Select(outside => row with { Range = outside }));
            var inside = row.Range.Intersect(findings.Searched);
            if (inside.IsEmpty)
                continue;
            var stillMissing = findings.Missing.Select(m => m.Intersect(inside)).Where(r => !r.IsEmpty).ToList();
            rows.AddRange(Subtract([inside], stillMissing).Select(filled => GapRules.Filled(row with { Range = filled }, findings.At)));
            foreach (var part in stillMissing)
                rows.AddRange(Pieces(row with { Range = part }, findings, oldestStored));
        }

        foreach (var range in Subtract(findings.Missing, [.. recorded.Select(r => r.Range)]))
            rows.AddRange(Pieces(new GapRecord(0, series, range, GapVerdict.Open, 0, false, findings.At, null, null, null), findings, oldestStored));
        return Joined(rows);
    }

    /// <summary>Rows without their ids. Neighbours with the same facts are joined into one row.</summary>
    public static ImmutableArray<GapRecord> Joined(IEnumerable<GapRecord> rows)
    {
        var joined = new List<GapRecord>();
        foreach (var row in rows.Select(r => r with { Id = 0 }).OrderBy(r => r.Range.From))
        {
            if (joined.Count > 0 && GapRules.Join(joined[^1], row) is { } both)
                joined[^1] = both;
            else
                joined.Add(row);
        }

        return [.. joined];
    }

    private static IEnumerable<GapRecord> Pieces(GapRecord row, GapFindings findings, long? oldestStored)
    {
        var step = row.Series.Interval.Milliseconds;
        var cuts = findings.Asked.SelectMany(a => (long[])[a.From, a.To])
            .Concat(findings.Unreadable.SelectMany(u => (long[])[u.OpenTime, u.OpenTime + step]))
            .Where(t => t > row.Range.From && t < row.Range.To).Distinct().Order();
        var from = row.Range.From;
        foreach (var to in (long[])[.. cuts, row.Range.To])
        {
            var part = new TimeRange(from, to);
            var reason = findings.Unreadable.Where(u => u.OpenTime == from).Select(u => u.Reason).FirstOrDefault();
            yield return GapRules.StillMissing(row with { Range = part }, findings, findings.Asked.Any(a => a.Overlaps(part)), reason, oldestStored);
            from = to;
        }
    }

    private static List<TimeRange> Subtract(IEnumerable<TimeRange> ranges, IReadOnlyList<TimeRange> excluded)
    {
        var rest = new List<TimeRange>();
        foreach (var range in ranges)
        {
            var from = range.From;
            foreach (var hole in excluded.OrderBy(e => e.From).Where(e => e.Overlaps(range)))
            {
                if (hole.From > from)
                    rest.Add(new TimeRange(from, hole.From));
                from = Math.Max(from, hole.To);
            }

            if (from < range.To)
                rest.Add(new TimeRange(from, range.To));
        }

        return rest;
    }
}
