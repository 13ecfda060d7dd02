namespace CryptoFlow.Trading;

/// <summary>
/// A <see cref="TradingSession"/> with the higher candles that it sees: fed with what is stored, in the order of time, it is the same for the live
/// trader, the backtest and the parity check. Used by one thread at a time.
/// </summary>
public sealed class SessionFeed
{
    private readonly HigherCandles _higher;
    private readonly long _origin;

    /// <param name="strategy">Fresh: no candle was given to it yet.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="origin">Open time of the first candle, ms UTC: no higher candle that opens before it is looked at.</param>
    /// <param name="state">Where to go on, or null to start.</param>
    public SessionFeed(IStrategy strategy, MoneyRules money, long origin, SessionState? state = null)
    {
        _origin = origin;
        _higher = new HigherCandles(strategy.Higher, strategy.Lower);
        Session = new TradingSession(strategy, money, state);
    }

    public TradingSession Session { get; }

    /// <summary>Higher candles that the session was given, stored or rolled up.</summary>
    public long HigherCandles { get; private set; }

    /// <summary>A stored higher candle; to be given before the first lower candle that opens at its close or later. One that was given before is passed over.</summary>
    public void AddHigher(in Candle candle)
    {
        if (candle.OpenTime >= _origin)
            _higher.AddStored(in candle);
    }

    /// <summary>The next stored lower candle. Up to the state that the session goes on from it only adds to the higher ones.</summary>
    /// <returns>What it brought; null for one that was processed before.</returns>
    public CandleOutcome? AddLower(in Candle candle)
    {
        foreach (var closed in _higher.TakeClosed(candle.OpenTime))
        {
            Session.OnHigherCandle(in closed);
            HigherCandles++;
        }

        var outcome = candle.OpenTime <= Session.Time ? null : Session.OnLowerCandle(in candle);
        _higher.AddLower(in candle);
        return outcome;
    }
}
