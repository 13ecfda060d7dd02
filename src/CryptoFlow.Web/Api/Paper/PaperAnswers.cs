using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Web.Api.Paper;

/// <summary>The answer of <c>GET /api/paper/signals</c>, oldest first.</summary>
internal sealed record PaperSignals(string Strategy, string Exchange, string Symbol, IReadOnlyList<PaperSignal> Signals)
{
    public static PaperSignals Of(TraderKey trader, ReaderProtocol.SignalsRead read) =>
        new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, [.. read.Signals.Select(PaperSignal.Of)]);
}

/// <summary>The answer of <c>GET /api/paper/trades</c>, in the order of entry.</summary>
internal sealed record PaperTrades(string Strategy, string Exchange, string Symbol, IReadOnlyList<PaperTrade> Trades)
{
    public static PaperTrades Of(TraderKey trader, ReaderProtocol.TradesRead read) =>
        new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, [.. read.Trades.Select(PaperTrade.Of)]);
}

/// <summary>The answer of <c>GET /api/paper/equity</c>, oldest first.</summary>
internal sealed record PaperEquity(string Strategy, string Exchange, string Symbol, IReadOnlyList<EquityPoint> Equity)
{
    public static PaperEquity Of(TraderKey trader, ReaderProtocol.EquityRead read) =>
        new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, read.Points);
}

/// <summary>A signal; <c>time</c> is the open time of its candle. Targets and channel are null where the strategy uses none.</summary>
internal sealed record PaperSignal(
    long Id,
    long Time,
    string Direction,
    string Setup,
    double Entry,
    double Stop,
    double? Tp1,
    double? Tp2,
    double? ChannelSupport,
    double? ChannelResistance,
    int? SupportTouches,
    int? ResistanceTouches)
{
    public static PaperSignal Of(StoredSignal stored) => Of(stored.Id, stored.Signal);

    public static PaperSignal Of(long id, Signal s) => new(
        id,
        s.Time,
        s.Direction.ToWireName(),
        s.Setup,
        s.Entry,
        s.Stop,
        s.Tp1,
        s.Tp2,
        s.Channel?.Support,
        s.Channel?.Resistance,
        s.Channel?.SupportTouches,
        s.Channel?.ResistanceTouches);
}

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

/// <summary>A paper trader in <c>/api/health</c>; times in ms UTC.</summary>
internal sealed record TraderAnswer(
    string Strategy,
    string Exchange,
    string Symbol,
    string State,
    string? Detail,
    long? Since,
    long? LastTime,
    int Trades,
    int OpenTrades,
    double Capital,
    ParityAnswer? Parity)
{
    public static TraderAnswer Of(TraderSnapshot t) => new(
        t.Trader.Strategy,
        t.Trader.Instrument.Exchange.ToWireName(),
        t.Trader.Instrument.Symbol,
        StatusStrategy.NameOf(t.Phase),
        t.Detail,
        t.Origin,
        t.LastTime,
        t.Account.Trades,
        t.Open.Length,
        Math.Round(t.Account.Capital, 2),
        ParityAnswer.Of(t.Parity));
}
