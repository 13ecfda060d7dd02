namespace CryptoFlow.Verification;

/// <summary>
/// Compares the stored candles of an interval with the roll-up of the stored candles of a shorter one. A candle is compared only if all its base candles are stored.
/// Missing base candles are found by another check.
/// </summary>
public static class RollUpComparison
{
    /// <summary>
    /// Allowed difference of volumes, as a fraction of the volume: the rounding of doubles. The exchanges send volumes with a fixed number of decimals, so the exact
    /// sum of the shorter candles is the volume of the longer one.
    /// </summary>
    public const double VolumeTolerance = 1e-9;

    /// <param name="series">The series of the longer interval.</param>
    /// <param name="stored">Its candles, ascending.</param>
    /// <param name="baseInterval">The shorter interval.</param>
    /// <param name="baseCandles">The candles of the shorter interval, ascending, from the start of a longer candle on.</param>
    public static IEnumerable<Finding> Compare(SeriesKey series, IEnumerable<Candle> stored, Interval baseInterval, IEnumerable<Candle> baseCandles)
    {
        using var longer = stored.GetEnumerator();
        var more = longer.MoveNext();
        foreach (var rolled in RollUp.All(baseCandles, baseInterval, Timeframe.Of(series.Interval)))
        {
            while (more && longer.Current.OpenTime < rolled.Candle.OpenTime)
                more = longer.MoveNext();
            if (!more)
                yield break;
            if (!rolled.Count.IsComplete || longer.Current.OpenTime != rolled.Candle.OpenTime)
                continue;
            if (CandleFields.RollUpDifferences(longer.Current, rolled.Candle, VolumeTolerance) is { Length: > 0 } difference)
                yield return Finding.At(FindingKind.RollUp, series, rolled.Candle.OpenTime, $"it is not the roll-up of {baseInterval}: {difference}");
        }
    }

    /// <summary>The interval from which the others of an instrument are rolled up: 15m, or the shortest that is stored if there is no 15m.</summary>
    public static Interval? BaseOf(IReadOnlyCollection<Interval> stored) =>
        stored.Contains(Interval.M15) ? Interval.M15 : stored.Count > 0 ? stored.Min() : null;

    /// <summary>Whether candles of the base make up a candle of the longer interval.</summary>
    public static bool CanCompare(Interval longer, Interval baseInterval) => Timeframe.Of(longer).IsMultipleOf(baseInterval);
}
