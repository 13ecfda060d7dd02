using System.Collections.Immutable;

namespace CryptoFlow.Import;

/// <summary>
/// Checks by the first rows whether a file can hold candles of the given interval, before any candle is stored. Without this check, 1h candles could be imported
/// as 15m candles, because each of them is a valid 15m candle.
/// </summary>
internal sealed class IntervalCheck(Interval interval)
{
    /// <summary>Number of rows that are checked.</summary>
    public const int Rows = 1_500;

    /// <summary>
    /// Minimum number of candles for the check. A few candles may lie apart by chance, for example in a file of missing candles. With this number the probability is
    /// below 1 in 500,000.
    /// </summary>
    private const int FewestCandles = 20;

    private readonly List<long> _onGrid = [];
    private int _offGrid;

    /// <summary>Adds the open time of a row, ms UTC.</summary>
    public void Add(long openTime)
    {
        if (interval.IsAligned(openTime))
            _onGrid.Add(openTime);
        else
            _offGrid++;
    }

    /// <summary>Why the file does not seem to have this interval, or null.</summary>
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
