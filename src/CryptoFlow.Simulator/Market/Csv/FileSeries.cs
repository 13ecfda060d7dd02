namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>The candles of one file, in its own interval.</summary>
internal sealed class FileSeries(Interval interval, string path) : IWholeCandles
{
    private readonly Lazy<Candle[]> _candles = new(() => CsvFile.Read(path));

    public Interval Interval => interval;

    public long FirstOpen => _candles.Value is [var first, ..] ? first.OpenTime : long.MaxValue;

    public long End => _candles.Value is [.., var last] ? interval.Next(last.OpenTime) : long.MinValue;

    public bool TryRead(long openTime, out Candle candle)
    {
        var candles = _candles.Value;
        candle = default;
        if (openTime < FirstOpen || openTime >= End)
            return false;

        // In a file without gaps, the index of a candle follows from its time.
        var index = (int)Math.Min((openTime - FirstOpen) / interval.Milliseconds, candles.Length - 1);
        if (candles[index].OpenTime != openTime)
            index = Search(candles, openTime);
        if (index < 0)
            return false;
        candle = candles[index];
        return true;
    }

    private static int Search(Candle[] candles, long openTime)
    {
        int low = 0, high = candles.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = candles[middle].OpenTime;
            if (found == openTime)
                return middle;
            if (found < openTime)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }
}
