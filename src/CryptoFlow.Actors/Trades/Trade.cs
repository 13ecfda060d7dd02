namespace CryptoFlow.Trades;

/// <summary>A closed trade, as it was booked.</summary>
/// <param name="Position">The position at its exit.</param>
/// <param name="ExitTime">Open time of the candle that it was closed on, ms UTC.</param>
/// <param name="ExitPrice">The price at which its rest was closed.</param>
/// <param name="Reason">The exit reason.</param>
/// <param name="PnlPct">The profit as a fraction (not percent) of the entry price, before fees and leverage.</param>
/// <param name="Gross">The profit before fees, quote currency.</param>
/// <param name="Fees">Fees of both sides, quote currency.</param>
/// <param name="Net">Gross minus fees, and minus the funding that the position has paid if funding is charged.</param>
/// <param name="CapitalAfter">The account's capital after it was booked.</param>
public sealed record Trade(
    Position Position,
    long ExitTime,
    double ExitPrice,
    ExitReason Reason,
    double PnlPct,
    double Gross,
    double Fees,
    double Net,
    double CapitalAfter)
{
    public Signal Signal => Position.Signal;

    /// <summary>Whether a part was closed at the first target.</summary>
    public bool Tp1Hit => Position.Tp1Time is not null;

    /// <summary>Whether the net is positive.</summary>
    public bool IsWin => Net > 0;
}
