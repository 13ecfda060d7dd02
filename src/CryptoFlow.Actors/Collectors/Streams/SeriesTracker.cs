using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// Follows one series through the messages of the streams and finds the candles that have closed. Pure: it uses neither a clock nor a socket. The rules:
/// <list type="bullet">
/// <item>A candle closes once: by the exchange's flag or, if the exchange has none, by the first row of a later candle.</item>
/// <item>REST decides. A candle that REST has answered is closed, and a later message does not change it.</item>
/// <item>Rows that are older than the known state are dropped, such as doubled and late rows.</item>
/// <item>Without a flag, the last row of a candle is final only if one connection has shown it and the candle that follows it. Otherwise REST brings
/// the candle.</item>
/// </list>
/// </summary>
internal sealed class SeriesTracker(SeriesKey series)
{
    /// <summary>Tolerance for the clocks of the exchange's machines, which do not agree to the millisecond, ms.</summary>
    private const long ClockTolerance = 1_000;

    private long _formingOpen = long.MinValue;
    private Candle _forming;
    private long _formingTime = long.MinValue;
    private long _formingConnection;
    private long _closed = long.MinValue;

    public SeriesKey Series => series;

    /// <summary>Open time of the newest candle that a stream has shown, closed or forming, ms UTC; <see cref="long.MinValue"/> if it has shown none.</summary>
    public long NewestShown { get; private set; } = long.MinValue;

    /// <summary>Open time of the newest candle that a stream has closed, ms UTC.</summary>
    public long NewestClosed { get; private set; } = long.MinValue;

    /// <summary>REST has answered with closed candles up to this open time, ms UTC.</summary>
    public void OnRest(long newestClosed) => _closed = Math.Max(_closed, newestClosed);

    /// <summary>The exchange refuses the stream. The series is live again only after another candle.</summary>
    public void OnRefused() => NewestShown = long.MinValue;

    /// <param name="connection">The number of the connection.</param>
    /// <param name="row">The row.</param>
    /// <param name="exchangeTime">The exchange's clock by the message, ms UTC.</param>
    public StreamStep Take(long connection, StreamCandle row, long exchangeTime)
    {
        var candle = row.Candle;
        var end = candle.OpenTime + series.Interval.Milliseconds;
        if (candle.OpenTime > exchangeTime + ClockTolerance || (row.IsClosed == true && end > exchangeTime + ClockTolerance))
            return new StreamStep(StreamVerdict.Impossible);
        if (candle.OpenTime <= _closed || candle.OpenTime < series.Interval.Floor(exchangeTime) - series.Interval.Milliseconds)
            return new StreamStep(StreamVerdict.Late);
        if (row.IsClosed == true)
            return Close(candle);
        if (candle.OpenTime < _formingOpen || (candle.OpenTime == _formingOpen && exchangeTime < _formingTime))
            return new StreamStep(StreamVerdict.Late);

        // A later candle that does not follow directly comes after a silence. The last row of the candle before may be missing.
        var follows = candle.OpenTime == _formingOpen + series.Interval.Milliseconds && _formingConnection == connection && _formingOpen > _closed;
        var before = row.IsClosed is null && follows ? _forming : (Candle?)null;
        if (before is { } closed)
            Close(closed);
        (_formingOpen, _forming, _formingTime, _formingConnection) = (candle.OpenTime, candle, exchangeTime, connection);
        NewestShown = Math.Max(NewestShown, candle.OpenTime);
        return new StreamStep(StreamVerdict.Taken, before, candle);
    }

    private StreamStep Close(Candle candle)
    {
        _closed = candle.OpenTime;
        NewestClosed = Math.Max(NewestClosed, candle.OpenTime);
        NewestShown = Math.Max(NewestShown, candle.OpenTime);
        return new StreamStep(StreamVerdict.Taken, candle);
    }
}
