using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>The public endpoints of Bybit v5, category linear (docs/exchanges.md, Bybit).</summary>
internal sealed class BybitApi(ExchangeMarket market, FundingMarket funding, LimitOptions limits, BybitRules rules, SimulatedClock clock) : IExchangeApi
{
    private const string Kline = "/v5/market/kline";
    private const string MarkKline = "/v5/market/mark-price-kline";

    private readonly BybitKline _kline = new(market, rules);
    private readonly BybitKline _markKline = new(market, rules, funding);
    private readonly BybitInstruments _instruments = new(market);
    private readonly BybitFunding _funding = new(market, funding);

    public Venue Venue => Venue.Bybit;

    public IRequestLimiter Limiter { get; } = new BybitLimiter(limits, clock);

    public IRefusals Refusals { get; } = new BybitErrors();

    public RequestTarget Describe(ExchangeRequest request) =>
        new(request.Path == Kline, request["symbol"], BybitIntervals.Find(request["interval"]));

    public Reply Answer(ExchangeRequest request) => request.Path switch
    {
        Kline => _kline.Answer(request),
        MarkKline => _markKline.Answer(request),
        "/v5/market/time" => Time(request.ShownMs),
        "/v5/market/instruments-info" => _instruments.Answer(request),
        BybitFunding.History => _funding.Settlements(request),
        BybitFunding.Tickers => _funding.Prices(request),
        _ => BybitErrors.UnknownPath(request.ShownMs),
    };

    private static Reply Time(long nowMs) => Reply.Json(
        200,
        $$"""{"retCode":0,"retMsg":"OK","result":{"timeSecond":"{{nowMs / 1000}}","timeNano":"{{nowMs}}000000"},"retExtInfo":{},"time":{{nowMs}}}""");
}
