namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>
/// Closed and forming candles of a series. A forming candle is merged from the closed candles of the finest file within it, and from a part of the finest forming
/// candle.
/// </summary>
internal sealed class FormingFromFiner(IWholeCandles whole, IWholeCandles finest) : ICandleSeries
{
    public Interval Interval => whole.Interval;

    public long FirstOpen => whole.FirstOpen;

    public long End => whole.End;

    public bool TryRead(long openTime, out Candle candle) => whole.TryRead(openTime, out candle);

    public bool TryReadPart(long openTime, long moment, out Candle candle)
    {
        candle = default;
        var found = false;
        for (var fine = finest.Interval.Floor(openTime); fine <= moment; fine = finest.Interval.Next(fine))
        {
            if (!finest.TryRead(fine, out var next))
                continue;
            if (finest.Interval.Next(fine) > moment)
                next = next.Part(Share(moment - fine, finest.Interval));
            candle = found ? candle.Append(next) : next with { OpenTime = openTime };
            found = true;
        }
        if (found || !whole.TryRead(openTime, out candle))
            return found;

        // The finest file does not reach this time, so a part of the whole candle is used instead.
        candle = candle.Part(Share(moment - openTime, Interval));
        return true;
    }

    private static decimal Share(long elapsed, Interval interval) => elapsed / (decimal)interval.Milliseconds;
}
