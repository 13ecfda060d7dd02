using CryptoFlow.Trading.Live;
using CryptoFlow.Web.Api.Paper;

namespace CryptoFlow.Web.Api.Health;

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
