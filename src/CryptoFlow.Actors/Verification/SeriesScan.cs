namespace CryptoFlow.Verification;

/// <summary>Checks the stored candles of one series in order: grid, values, holes. Keeps only the last open time.</summary>
public sealed class SeriesScan(SeriesKey series)
{
    private long? _expected;

    public long Candles { get; private set; }

    /// <summary>
    /// Adds the next candle, ascending, and returns the findings about the candle and about the hole before it. The hole may be in the gap ledger.
    /// </summary>
    public IEnumerable<Finding> Add(Candle candle)
    {
        Candles++;
        if (!series.Interval.IsAligned(candle.OpenTime))
        {
            yield return Finding.At(FindingKind.OffGrid, series, candle.OpenTime, $"it opens at no multiple of {series.Interval}");
            yield break;
        }

        if ((candle.FindDefect(series.Interval) ?? candle.FindSplitDefect(series.Exchange)) is { } defect)
            yield return Finding.At(FindingKind.Impossible, series, candle.OpenTime, defect);
        if (_expected < candle.OpenTime)
        {
            var hole = new TimeRange(_expected.Value, candle.OpenTime);
            yield return new Finding(FindingKind.Hole, series, hole, DetailOf(series, hole));
        }

        _expected = candle.OpenTime + series.Interval.Milliseconds;
    }

    /// <summary>Removes the known ranges of the gap ledger from a hole.</summary>
    /// <param name="hole">A finding of the kind <see cref="FindingKind.Hole"/>.</param>
    /// <param name="ledger">Ranges of the ledger that are not filled, in any order.</param>
    public static IEnumerable<Finding> Unknown(Finding hole, IEnumerable<TimeRange> ledger) =>
        GapFinder.Subtract([hole.Range], TimeRanges.Union(ledger)).Select(range => hole with { Range = range, Detail = DetailOf(hole.Series, range) });

    /// <summary>Compares the count that is recorded for a series with the number of its rows.</summary>
    public static Finding? CountFinding(SeriesKey series, long recorded, long counted, TimeRange stored) => recorded == counted
        ? null
        : new Finding(FindingKind.Count, series, stored, $"{recorded} rows are recorded and {counted} are stored");

    private static string DetailOf(SeriesKey series, TimeRange hole) => $"{hole.Count(series.Interval)} candles are missing and are not in the gap ledger";
}
