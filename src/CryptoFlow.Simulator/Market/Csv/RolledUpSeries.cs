namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>A longer interval, rolled up exactly from the candles of a file.</summary>
internal sealed class RolledUpSeries(Interval interval, IWholeCandles finer) : IWholeCandles
{
    public Interval Interval => interval;

    public long FirstOpen => finer.FirstOpen == long.MaxValue ? long.MaxValue : interval.Floor(finer.FirstOpen);

    // If the data ends within a candle, that candle is incomplete and left out.
    public long End => finer.End == long.MinValue ? long.MinValue : interval.Floor(finer.End);

    public bool TryRead(long openTime, out Candle candle)
    {
        candle = default;
        if (openTime < FirstOpen || openTime >= End)
            return false;

        var found = false;
        var end = interval.Next(openTime);
        for (var open = Math.Max(openTime, finer.FirstOpen); open < end; open = finer.Interval.Next(open))
        {
            if (!finer.TryRead(open, out var next))
                continue;
            candle = found ? candle.Append(next) : next with { OpenTime = openTime };
            found = true;
        }
        return found;
    }
}
