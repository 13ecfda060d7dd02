using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using CryptoFlow.Web.PaperRecords;

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
