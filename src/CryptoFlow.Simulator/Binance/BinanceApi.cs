using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>The public endpoints of Binance USD-M futures (docs/exchanges.md, Binance).</summary>
internal sealed class BinanceApi(ExchangeMarket market, FundingMarket funding, LimitOptions limits, SimulatedClock clock) : IExchangeApi
{
    public const string Klines = "/fapi/v1/klines";
    public const string MarkKlines = "/fapi/v1/markPriceKlines";

    private readonly BinanceKlines _klines = new(market);
    private readonly BinanceKlines _markKlines = new(market, funding);
    private readonly BinanceFunding _funding = new(market, funding);

    public Venue Venue => Venue.Binance;

    public IRequestLimiter Limiter { get; } = new BinanceLimiter(limits, clock);

    public IRefusals Refusals { get; } = new BinanceErrors();

    public RequestTarget Describe(ExchangeRequest request) =>
        new(request.Path == Klines, request["symbol"], BinanceIntervals.Find(request["interval"]));

    public Reply Answer(ExchangeRequest request) => request.Path switch
    {
        Klines => _klines.Answer(request),
        MarkKlines => _markKlines.Answer(request),
        "/fapi/v1/time" => Reply.Json(200, $$"""{"serverTime":{{request.ShownMs}}}"""),
        "/fapi/v1/ping" => Reply.Json(200, "{}"),
        "/fapi/v1/exchangeInfo" => BinanceExchangeInfo.Answer(market.Instruments(Venue), limits, request.ShownMs),
        BinanceFunding.Rates => _funding.History(request),
        BinanceFunding.Intervals => _funding.Info(),
        BinanceFunding.Premium => _funding.PremiumIndex(request),
        _ => BinanceErrors.UnknownPath(request.Path),
    };
}
