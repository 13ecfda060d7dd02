using CryptoFlow.Trades;

namespace CryptoFlow.Web.PaperRecords;

/// <summary>
/// A trade, with the member names of <c>backtest --json</c>. <c>pnlPct</c> is a fraction of the entry price, before fees. Gross, fees, net and
/// capital are in quote currency. Members that are known only after the exit are null before it.
/// </summary>
internal sealed record PaperTrade(
    long? SignalId,
    string Status,
    long EntryTime,
    long? ExitTime,
    string Direction,
    double Entry,
    double Stop,
    double? Tp1,
    double? Tp2,
    bool Tp1Hit,
    long? Tp1Time,
    double EntryCapital,
    int CandlesHeld,
    string? ExitReason,
    double? ExitPrice,
    double? PnlPct,
    double? Gross,
    double? Fees,
    double? Net,
    double? Capital)
{
    public static PaperTrade Of(StoredTrade stored) => Of(stored.Id, stored.Position, stored.Closed);

    public static PaperTrade Of(long? id, Position position, Trade? closed)
    {
        var signal = position.Signal;
        return new PaperTrade(
            id,
            closed is null ? TradeStatus.Of(position) : TradeStatus.Closed,
            signal.Time,
            closed?.ExitTime,
            signal.Direction.ToWireName(),
            signal.Entry,
            signal.Stop,
            signal.Tp1,
            signal.Tp2,
            position.Tp1Time is not null,
            position.Tp1Time,
            position.EntryCapital,
            position.CandlesHeld,
            closed?.Reason.ToWireName(),
            closed?.ExitPrice,
            closed?.PnlPct,
            closed?.Gross,
            closed?.Fees,
            closed?.Net,
            closed?.CapitalAfter);
    }
}
