using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// A <see cref="TradingSession"/> together with its context candles. A context candle is rolled up from the traded candles if all of them are stored; otherwise the
/// stored context candle is used, if there is one. The live trader, the backtest and the parity check feed it with the stored candles in order of time, so all
/// three decide in the same way. Use it on one thread at a time.
/// </summary>
public sealed class SessionFeed
{
    private readonly ImmutableArray<(Interval Interval, HigherCandles Candles)> _context;
    private readonly long _origin;

    /// <param name="strategy">A new strategy without candles.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="origin">Open time of the first candle, ms UTC. The feed ignores context candles that open before it.</param>
    /// <param name="state">The state to continue from, or null to start.</param>
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
    /// Open times of the context candles that the session should see when a traded candle opens, and that cannot be rolled up, ascending.
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

    /// <inheritdoc cref="TradingSession.FundingWanted"/>
    public TimeRange? FundingWanted(in Candle traded) => Session.FundingWanted(in traded);

    /// <inheritdoc cref="TradingSession.AddFunding"/>
    public void AddFunding(TimeRange range, ImmutableArray<FundingRate> rates) => Session.AddFunding(range, rates);

    /// <summary>Adds the next stored traded candle.</summary>
    /// <returns>The outcome; null if the candle is not newer than the state from which the session continues.</returns>
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
