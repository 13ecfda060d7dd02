namespace CryptoFlow.Simulator.Market;

/// <summary>
/// One series at a moment of simulated time. Closed candles have their final values, and revised candles their new values. The forming candle
/// shows the trades so far. Future candles and candles in a hole do not exist.
/// </summary>
internal sealed class Tape(ICandleSeries series, Hole[] holes, Revision[] revisions, long now)
{
    // The longest page of any exchange. The list of expected candles may be longer; then the page grows.
    private const int LongestPage = 1500;

    public Interval Interval => series.Interval;

    /// <summary>The open time of the forming candle, ms UTC.</summary>
    public long FormingOpen { get; } = series.Interval.Floor(now);

    /// <summary>The oldest candles that open in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public CandlePage Oldest(long from, long to, int limit)
    {
        var page = new CandlePage(newestKept: false, Math.Min(limit, LongestPage));
        var end = Math.Min(to, End);
        for (var open = Interval.Ceiling(Math.Max(from, series.FirstOpen)); open < end && page.Count < limit; open = Interval.Next(open))
        {
            if (TryRead(open, now, out var candle))
                page.Add(candle);
        }
        return page;
    }

    /// <summary>The newest candles that open in [<paramref name="from"/>, <paramref name="to"/>), oldest first.</summary>
    public CandlePage Newest(long from, long to, int limit)
    {
        var page = new CandlePage(newestKept: true, Math.Min(limit, LongestPage));
        var start = Math.Max(from, series.FirstOpen);
        var open = Math.Min(to, End);
        if (open <= start)
            return page;

        for (open = Interval.Floor(open - 1); open >= start && page.Count < limit; open = Interval.Previous(open))
        {
            if (TryRead(open, now, out var candle))
                page.Add(candle);
        }
        page.Reverse();
        return page;
    }

    /// <summary>The candle at <paramref name="open"/> as it stood at <paramref name="moment"/> (ms UTC).</summary>
    public bool TryRead(long open, long moment, out Candle candle)
    {
        candle = default;
        foreach (var hole in holes)
        {
            if (hole.Covers(Interval, open))
                return false;
        }
        if (Interval.Next(open) > moment)
            return series.TryReadPart(open, moment, out candle);
        if (!series.TryRead(open, out candle))
            return false;
        foreach (var revision in revisions)
        {
            if (revision.Covers(Interval, open))
                candle = Revision.Apply(candle);
        }
        return true;
    }

    private long End => Math.Min(series.End, Interval.Next(FormingOpen));
}
