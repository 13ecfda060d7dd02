using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// Computes the funding of a session's open positions: which settlements are needed, and how much a position has paid. The result depends only on the candles and
/// rates that it was given, so a restart, a backtest and the parity check give the same costs.
/// </summary>
/// <param name="traded">The traded interval.</param>
internal sealed class FundingCharges(Interval traded)
{
    private readonly Queue<FundingRate> _coming = new();
    private readonly List<Charge> _charges = [];
    private long _knownTo = long.MinValue;

    /// <summary>
    /// The settlements that are needed before a traded candle is processed: from the oldest entry to the candle's open, without those that were given already. Null
    /// if there is no full hour in that range.
    /// </summary>
    public TimeRange? Wanted(ImmutableArray<Position> open, long openTime)
    {
        if (open.IsEmpty)
            return null;
        var from = Math.Max(EnteredAt(open[0]), _knownTo) + 1;
        return openTime - (openTime % FundingRate.ShortestInterval) < from ? null : new TimeRange(from, openTime + 1);
    }

    /// <summary>Takes all settlements of a range. Ranges come in ascending order.</summary>
    public void Add(TimeRange range, ImmutableArray<FundingRate> rates)
    {
        foreach (var rate in rates)
            _coming.Enqueue(rate);
        _knownTo = range.To - 1;
    }

    /// <summary>Takes a traded candle. Its price is used for settlements without a mark price.</summary>
    public void Price(in Candle candle)
    {
        while (_coming.TryPeek(out var rate) && rate.Time <= candle.OpenTime)
        {
            _coming.Dequeue();
            _charges.Add(new Charge(rate.Time, rate.Rate, rate.MarkPrice ?? candle.Open));
        }
    }

    /// <summary>
    /// The funding that a closed position has paid, quote currency; negative if it has received more. A position pays the settlements after the close of its entry
    /// candle, up to the open of the candle on which it is closed: position x price / entry x rate. The part that is closed at the first target pays nothing
    /// afterwards.
    /// </summary>
    /// <param name="position">The position at its exit.</param>
    /// <param name="exitTime">Open time of that candle, ms UTC.</param>
    /// <param name="money">Sizes.</param>
    public double CostOf(Position position, long exitTime, MoneyRules money)
    {
        var signal = position.Signal;
        var notional = position.EntryCapital * money.LeverageOf(signal);
        var cost = 0.0;
        foreach (var charge in _charges)
        {
            if (charge.Time <= EnteredAt(position) || charge.Time > exitTime)
                continue;
            var rest = position.Tp1Time < charge.Time ? 1 - money.Tp1Share : 1;
            cost += notional * rest * (charge.Price / signal.Entry) * charge.Rate;
        }

        return signal.Direction == TradeDirection.Long ? cost : -cost;
    }

    /// <summary>Forgets the settlements that no open position has to pay.</summary>
    public void Forget(ImmutableArray<Position> open)
    {
        if (_charges.Count > 0)
            _charges.RemoveAll(charge => open.IsEmpty || charge.Time <= EnteredAt(open[0]));
    }

    /// <summary>When a position was entered, ms UTC: at the close of its entry candle. A settlement at that moment is not charged.</summary>
    private long EnteredAt(Position position) => position.Signal.Time + traded.Milliseconds;

    private readonly record struct Charge(long Time, double Rate, double Price);
}
