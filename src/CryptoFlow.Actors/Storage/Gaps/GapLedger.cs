using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>What a change of the ledger comes to: rows to remove and rows to store instead.</summary>
public sealed record GapLedgerChange(ImmutableArray<long> Removed, ImmutableArray<GapRecord> Added)
{
    public bool IsEmpty => Removed.IsEmpty && Added.IsEmpty;
}

/// <summary>
/// The rules of the gap ledger, pure: from what is recorded of a series and what was found out, what is to be recorded. Rows of
/// one series that are not filled never overlap and together are exactly what is known to be missing.
/// </summary>
public static class GapLedger
{
    /// <summary>
    /// Applies findings to the rows of a series that are not filled.
    /// </summary>
    /// <param name="series">The series.</param>
    /// <param name="recorded">Its rows that are not filled, disjoint.</param>
    /// <param name="findings">What was found out.</param>
    /// <param name="oldestStored">Open time of the oldest stored candle, ms UTC, or null: what is missing before it may be before the market began.</param>
    public static GapLedgerChange Apply(SeriesKey series, IReadOnlyList<GapRecord> recorded, GapFindings findings, long? oldestStored)
    {
        var removed = ImmutableArray.CreateBuilder<long>();
        var added = new List<GapRecord>();
        var missing = findings.Missing.OrderBy(r => r.From).ToList();

        foreach (var row in recorded.OrderBy(r => r.Range.From))
        {
            if (!row.Range.Overlaps(findings.Searched))
                continue;
            foreach (var part in Parts(row, findings, missing, oldestStored))
                added.Add(part);
            removed.Add(row.Id);
        }

        foreach (var range in GapFinder.Subtract(missing, [.. recorded.Select(r => r.Range).OrderBy(r => r.From)]))
        {
            foreach (var part in CutAt(range, findings.Asked))
                added.Add(StillMissing(new GapRecord(0, series, part, GapVerdict.Open, 0, false, findings.At, null, null, null), findings, oldestStored));
        }

        var merged = Merge(added);
        return WithoutUnchanged(removed.ToImmutable(), merged, recorded);
    }

    private static IEnumerable<GapRecord> Parts(GapRecord row, GapFindings findings, List<TimeRange> missing, long? oldestStored)
    {
        // What of the row lies outside of the search stays as it is.
        foreach (var outside in GapFinder.Subtract([row.Range], [findings.Searched]))
            yield return row with { Id = 0, Range = outside };

        var inside = row.Range.Intersect(findings.Searched);
        var stillMissing = missing.Select(m => m.Intersect(inside)).Where(r => !r.IsEmpty).ToList();
        foreach (var filled in GapFinder.Subtract([inside], stillMissing))
        {
            yield return row with
            {
                Id = 0,
                Range = filled,
                Verdict = GapVerdict.Filled,
                BeforeListing = false,
                NextAskAt = null,
                ResolvedAt = findings.At,
            };
        }

        foreach (var part in stillMissing.SelectMany(range => CutAt(range, findings.Asked)))
            yield return StillMissing(row with { Id = 0, Range = part }, findings, oldestStored);
    }

    private static GapRecord StillMissing(GapRecord row, GapFindings findings, long? oldestStored)
    {
        var asked = findings.Asked.Any(a => a.Overlaps(row.Range));
        var beforeListing = row.Asks + (asked ? 1 : 0) > 0 && oldestStored is { } oldest && row.Range.To <= oldest;
        row = row with { BeforeListing = beforeListing };
        if (row.Verdict == GapVerdict.ConfirmedMissing)
            return row;

        if (!asked)
        {
            var due = row.NextAskAt is not { } next || next <= findings.At;
            return row with { Verdict = findings.Repairing && due ? GapVerdict.Repairing : GapVerdict.Open };
        }

        var asks = row.Asks + 1;
        return asks >= findings.Policy.ConfirmAfterAsks
            ? row with { Asks = asks, Verdict = GapVerdict.ConfirmedMissing, LastAskedAt = findings.At, NextAskAt = null, ResolvedAt = findings.At }
            : row with { Asks = asks, Verdict = GapVerdict.Open, LastAskedAt = findings.At, NextAskAt = findings.Policy.NextAsk(findings.At, asks) };
    }

    /// <summary>A range in pieces that are asked for wholly or not at all.</summary>
    private static IEnumerable<TimeRange> CutAt(TimeRange range, ImmutableArray<TimeRange> asked)
    {
        var cuts = asked.SelectMany(a => (long[])[a.From, a.To]).Where(t => t > range.From && t < range.To).Distinct().Order();
        var from = range.From;
        foreach (var cut in cuts)
        {
            yield return new TimeRange(from, cut);
            from = cut;
        }

        yield return new TimeRange(from, range.To);
    }

    /// <summary>Joins neighbours about which the same is known.</summary>
    private static List<GapRecord> Merge(List<GapRecord> rows)
    {
        var merged = new List<GapRecord>();
        foreach (var row in rows.OrderBy(r => r.Range.From))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Range.To == row.Range.From
                && last with { Range = row.Range, FoundAt = row.FoundAt, LastAskedAt = row.LastAskedAt, ResolvedAt = row.ResolvedAt, NextAskAt = row.NextAskAt } == row)
            {
                merged[^1] = last with
                {
                    Range = new TimeRange(last.Range.From, row.Range.To),
                    FoundAt = Math.Min(last.FoundAt, row.FoundAt),
                    NextAskAt = Later(last.NextAskAt, row.NextAskAt),
                    LastAskedAt = Later(last.LastAskedAt, row.LastAskedAt),
                    ResolvedAt = Later(last.ResolvedAt, row.ResolvedAt),
                };
            }
            else
            {
                merged.Add(row);
            }
        }

        return merged;
    }

    private static long? Later(long? a, long? b) => a is { } x && b is { } y ? Math.Max(x, y) : a ?? b;

    /// <summary>Rows that come out as they were are left alone, so that a search that finds nothing new writes nothing.</summary>
    private static GapLedgerChange WithoutUnchanged(ImmutableArray<long> removed, List<GapRecord> added, IReadOnlyList<GapRecord> recorded)
    {
        var unchanged = recorded.Where(r => added.Remove(r with { Id = 0 })).Select(r => r.Id).ToHashSet();
        return new GapLedgerChange([.. removed.Where(id => !unchanged.Contains(id))], [.. added]);
    }
}
