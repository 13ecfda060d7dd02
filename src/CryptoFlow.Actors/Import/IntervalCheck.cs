using System.Collections.Immutable;

namespace CryptoFlow.Import;

/// <summary>
/// Looks whether a file can be of the interval that it is said to be of, by its first rows and before anything of it is stored: hours taken for
/// quarters would all be possible candles.
/// </summary>
internal sealed class IntervalCheck(Interval interval)
{
    /// <summary>So many rows are looked at.</summary>
    public const int Rows = 1_500;

    /// <summary>Fewer candles, such as those that were missing here and there, may lie apart by chance; for so many it is less than one in 500,000.</summary>
    private const int FewestCandles = 20;

    private readonly List<long> _onGrid = [];
    private int _offGrid;

    /// <summary>Takes a row's open time into account, ms UTC.</summary>
    public void Add(long openTime)
    {
        if (interval.IsAligned(openTime))
            _onGrid.Add(openTime);
        else
            _offGrid++;
    }

    /// <summary>What speaks against it, or null.</summary>
    public string? FindDoubt()
    {
        if (_offGrid > _onGrid.Count)
            return $"{_offGrid} of the first {_offGrid + _onGrid.Count} rows open at times where no candle of {interval} does";
        ImmutableArray<long> times = [.. _onGrid.Distinct()];
        if (times.Length < FewestCandles)
            return null;
        var apart = times.Aggregate(0L, (divisor, time) => Divisor(divisor, Math.Abs(time - times[0])));
        return apart > interval.Milliseconds ? $"the first {times.Length} candles are all at least {apart / 60_000} minutes apart" : null;
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
