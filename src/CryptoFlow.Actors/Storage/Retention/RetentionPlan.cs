using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Retention;

/// <summary>The effect of the rules on one stored series.</summary>
/// <param name="Stats">The series as a list of the series shows it.</param>
/// <param name="Boundary">Open time before which its candles may be removed, ms UTC.</param>
/// <param name="HeldBack">True if a paper account needs older candles than the rules keep. The boundary is then the account's.</param>
/// <param name="Rows">Candles to be removed. 0 until they are counted.</param>
public sealed record PlannedRemoval(SeriesStats Stats, long Boundary, bool HeldBack, long Rows = 0)
{
    /// <summary>Size of a stored candle, measured (Storage/DESIGN.md, The file).</summary>
    private const int BytesOfCandle = 93;

    /// <summary>The open times of the candles to be removed; empty if there are none.</summary>
    public TimeRange Range => Stats.OldestTime is { } oldest && oldest < Boundary ? new TimeRange(oldest, Boundary) : default;

    /// <summary>Approximate size of the pages that the removal frees for later writes.</summary>
    public long Bytes => Rows * BytesOfCandle;
}

/// <summary>Computes what a run of retention would remove. It only reads. The writer's steps decide by the same rules, independently of a plan.</summary>
public static class RetentionPlan
{
    /// <summary>The plan for the series that have a rule.</summary>
    public static ImmutableArray<PlannedRemoval> Of(RetentionRules rules, IEnumerable<SeriesStats> series, long now)
    {
        var plan = ImmutableArray.CreateBuilder<PlannedRemoval>();
        foreach (var stats in series)
        {
            if (stats.NewestTime is not { } newest || rules.BoundaryOf(stats.Series.Interval, newest, now, stats.NeededFrom) is not { } boundary)
                continue;
            plan.Add(new PlannedRemoval(stats, boundary, HeldBack: boundary < rules.BoundaryOf(stats.Series.Interval, newest, now, neededFrom: null)));
        }

        return plan.ToImmutable();
    }

    /// <summary>Counts the candles of the plan by a few short queries for each series with candles to remove.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="find">Answers a search for holes; null ends the count. The stored candles are the searched range without the holes.</param>
    /// <returns>The plan with counts; null if a search was not answered.</returns>
    public static async Task<ImmutableArray<PlannedRemoval>?> CountAsync(ImmutableArray<PlannedRemoval> plan, Func<FindMissing, Task<MissingFound?>> find)
    {
        var counted = ImmutableArray.CreateBuilder<PlannedRemoval>(plan.Length);
        foreach (var removal in plan)
        {
            var series = removal.Stats.Series;
            var rows = 0L;
            for (var rest = removal.Range; !rest.IsEmpty;)
            {
                if (await find(new FindMissing(series, rest, TimeSpan.MaxValue, Counts: false)).ConfigureAwait(false) is not { } found)
                    return null;
                rows += CandlesIn(found.Range, series.Interval) - found.Missing.Sum(hole => hole.Count(series.Interval));
                rest = rest with { From = found.Range.To };
            }

            counted.Add(removal with { Rows = rows });
        }

        return counted.MoveToImmutable();
    }

    private static long CandlesIn(TimeRange range, Interval interval) => new TimeRange(interval.Ceiling(range.From), interval.Floor(range.To)).Count(interval);
}
