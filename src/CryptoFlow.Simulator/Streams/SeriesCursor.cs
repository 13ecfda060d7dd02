using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Streams;

/// <summary>
/// The position of a connection in one series. A message shows the row that a REST answer shows at the same moment, so the last message about a candle equals the
/// candle's final row.
/// </summary>
internal sealed class SeriesCursor(Topic topic, Interval interval)
{
    // After a large jump of the clock only the newest closed candles are sent.
    private const int MostClosings = 1500;

    private long? _open;
    private Candle _last;

    public Topic Topic => topic;

    /// <summary>Whether nothing has been sent yet.</summary>
    public bool IsNew => _open is null;

    /// <summary>When the candle that forms at <paramref name="now"/> closes, ms UTC.</summary>
    public long NextClose(long now) => interval.Next(interval.Floor(now));

    /// <summary>The first message: the newest rows, or only the forming candle if <paramref name="rows"/> is 0.</summary>
    public CandlePage First(Tape tape, int rows)
    {
        _open = tape.FormingOpen;
        var page = tape.Newest(rows > 0 ? 0 : tape.FormingOpen, long.MaxValue, Math.Max(1, rows));
        if (page.Count > 0 && page[page.Count - 1].OpenTime == tape.FormingOpen)
            _last = page[page.Count - 1];
        return page;
    }

    /// <summary>The candles that have closed since the last message, oldest first.</summary>
    public IEnumerable<Candle> Closed(Tape tape, long now)
    {
        if (_open is not { } open || open >= tape.FormingOpen)
        {
            // Also if the clock was set back.
            _open = tape.FormingOpen;
            yield break;
        }

        if (interval.Milliseconds * MostClosings < tape.FormingOpen - open)
            open = interval.Floor(tape.FormingOpen - (interval.Milliseconds * MostClosings));
        for (; open < tape.FormingOpen; open = interval.Next(open))
        {
            if (tape.TryRead(open, now, out var candle))
                yield return candle;
        }
        _open = tape.FormingOpen;
    }

    /// <summary>The forming candle, if it differs from the last message.</summary>
    public bool TryForming(Tape tape, long now, out Candle candle)
    {
        if (!tape.TryRead(tape.FormingOpen, now, out candle) || candle == _last)
            return false;
        _last = candle;
        return true;
    }
}
