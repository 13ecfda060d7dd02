using System.ComponentModel.DataAnnotations;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>Position sizes, fees and funding (section <c>CryptoFlow:PaperTrading:Money</c>).</summary>
public sealed record MoneyRules
{
    /// <summary>Capital that an account starts with, quote currency.</summary>
    [Range(1, 1e9)]
    public double InitialCapital { get; init; } = 10_000;

    /// <summary>
    /// Part of the capital that is lost at the stop, before fees. A position is smaller if this would need a leverage above
    /// <c>MaxLeverage</c>.
    /// </summary>
    [Range(0.0001, 1)]
    public double RiskFraction { get; init; } = 0.015;

    /// <summary>The greatest worth of a position, as a multiple of the capital.</summary>
    [Range(0.1, 125)]
    public double MaxLeverage { get; init; } = 20;

    /// <summary>Fee of each of the two sides, as a fraction of the position's worth.</summary>
    [Range(0, 0.01)]
    public double FeeRate { get; init; } = 0.0004;

    /// <summary>Part of a position that is closed at the first target.</summary>
    [Range(0d, 1d)]
    public double Tp1Share { get; init; } = 0.5;

    /// <summary>Whether positions pay and receive the funding of the contract. Needs the funding rates (<c>Collector:Funding</c>).</summary>
    public bool ChargeFunding { get; init; }

    /// <summary>The worth of a position as a multiple of the capital at its entry.</summary>
    public double LeverageOf(Signal signal) =>
        Math.Min(RiskFraction / (Math.Abs(signal.Entry - signal.Stop) / signal.Entry), MaxLeverage);

    /// <summary>The position's profit as a fraction of the entry price and before fees, if its rest is closed at a price.</summary>
    public double PnlPctOf(Position position, double exitPrice)
    {
        var signal = position.Signal;
        return position.Tp1Time is not null && signal.Tp1 is { } first
            ? (Tp1Share * signal.GainAt(first)) + ((1 - Tp1Share) * signal.GainAt(exitPrice))
            : signal.GainAt(exitPrice);
    }

    /// <summary>Books the close of a position.</summary>
    /// <param name="position">The position at its exit.</param>
    /// <param name="exit">Why and at which price its rest is closed.</param>
    /// <param name="time">Open time of the candle on which it is closed, ms UTC.</param>
    /// <param name="account">The account before.</param>
    /// <param name="funding">The funding that the position has paid, quote currency; negative if it has received more.</param>
    /// <returns>The trade, and the account after it.</returns>
    public (Trade Trade, Account Account) Settle(Position position, Exit exit, long time, Account account, double funding = 0)
    {
        var pnlPct = PnlPctOf(position, exit.Price);
        var notional = position.EntryCapital * LeverageOf(position.Signal);
        var gross = notional * pnlPct;
        var fees = notional * FeeRate * 2;
        var net = gross - fees - funding;
        var after = account.Book(net);
        return (new Trade(position, time, exit.Price, exit.Reason, pnlPct, gross, fees, net, after.Capital), after);
    }
}
