using System.Collections.Immutable;

namespace CryptoFlow.Trading;

/// <summary>
/// A <see cref="TradingSession"/> with the context candles that it sees: rolled up of the traded candles where all of these are stored, else stored, else
/// missing. Fed with the stored candles in the order of time, it is the same for the live trader, the backtest and the parity check. One thread at a time uses it.
/// </summary>
public sealed class SessionFeed
{
    private readonly ImmutableArray<(Interval Interval, HigherCandles Candles)> _context;
    private readonly long _origin;

    /// <param name="strategy">Fresh: no candle was given to it yet.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="origin">Open time of the first candle, ms UTC. The feed ignores context candles that open before it.</param>
    /// <param name="state">Where to go on, or null to start.</param>
    public SessionFeed(IStrategy strategy, MoneyRules money, long origin, SessionState? state = null)
    {
        _origin = origin;
        _context = [.. strategy.Context.Select(interval => (interval, new HigherCandles(interval, strategy.Traded)))];
        Session = new TradingSession(strategy, money, state);
    }

    public TradingSession Session { get; }

    /// <summary>Context candles that the session was given, stored or rolled up, of all intervals.</summary>
    public long ContextCandles { get; private set; }

    /// <summary>Adds a stored context candle, before the first traded candle that opens at its close or later. A candle that was added before is ignored.</summary>
    public void AddContext(Interval interval, in Candle candle)
    {
        if (candle.OpenTime < _origin)
            return;
        foreach (var (known, candles) in _context)
        {
            if (known == interval)
                candles.AddStored(in candle);
        }
    }

    /// <summary>
    /// Open times of the candles of a context interval that the session is to see by a traded candle's opening and that cannot be rolled up, ascending.
    /// </summary>
    public ImmutableArray<long> ContextWanted(Interval interval, in Candle traded)
    {
        foreach (var (known, candles) in _context)
        {
            if (known == interval)
                return candles.NotRolledUp(_origin, traded.OpenTime);
        }

        return [];
    }

    /// <summary>Adds the next stored traded candle.</summary>
    /// <returns>The outcome; null for a candle that was processed before the state that the session goes on from.</returns>
    public CandleOutcome? AddTraded(in Candle candle)
    {
        foreach (var (interval, candles) in _context)
        {
            foreach (var closed in candles.TakeClosed(candle.OpenTime))
            {
                Session.OnContextCandle(interval, in closed);
                ContextCandles++;
            }
        }

        var outcome = Session.OnTradedCandle(in candle);
        foreach (var (_, candles) in _context)
            candles.AddLower(in candle);
        return outcome;
    }
}
