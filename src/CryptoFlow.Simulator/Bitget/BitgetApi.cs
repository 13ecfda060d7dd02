using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>The public endpoints of Bitget v2 mix, product type USDT-FUTURES (docs/exchanges.md, Bitget).</summary>
internal sealed class BitgetApi(ExchangeMarket market, FundingMarket funding, LimitOptions limits, BitgetRules rules, SimulatedClock clock) : IExchangeApi
{
    private const string Candles = "/api/v2/mix/market/candles";
    private const string HistoryCandles = "/api/v2/mix/market/history-candles";
    private const string MarkCandles = "/api/v2/mix/market/history-mark-candles";

    // The lists of the spot and margin markets are empty, because the simulator has neither market. A client for the whole exchange asks for them.
    private const string SpotCoins = "/api/v2/spot/public/coins";
    private const string SpotSymbols = "/api/v2/spot/public/symbols";
    private const string MarginCurrencies = "/api/v2/margin/currencies";

    private readonly BitgetCandles _candles = new(market, rules, BitgetDepth.Recent);
    private readonly BitgetCandles _history = new(market, rules, BitgetDepth.History);
    private readonly BitgetCandles _markCandles = new(market, rules, BitgetDepth.History, funding);
    private readonly BitgetContracts _contracts = new(market);
    private readonly BitgetFunding _funding = new(market, funding);

    public Venue Venue => Venue.Bitget;

    public IRequestLimiter Limiter { get; } = new BitgetLimiter(limits, clock);

    public IRefusals Refusals { get; } = new BitgetErrors();

    public RequestTarget Describe(ExchangeRequest request) => new(
        request.Path is Candles or HistoryCandles,
        request["symbol"],
        BitgetGranularity.Find(request["granularity"])?.Interval);

    public Reply Answer(ExchangeRequest request) => request.Path switch
    {
        HistoryCandles => _history.Answer(request),
        MarkCandles => _markCandles.Answer(request),
        Candles => _candles.Answer(request),
        "/api/v2/public/time" => Time(request.ShownMs),
        "/api/v2/mix/market/contracts" => _contracts.Answer(request),
        BitgetFunding.History or BitgetFunding.Current or BitgetFunding.Price => _funding.Answer(request),
        SpotCoins or SpotSymbols or MarginCurrencies => Nothing(request.ShownMs),
        _ => BitgetErrors.UnknownPath(request.ShownMs),
    };

    private static Reply Nothing(long nowMs) =>
        Reply.Json(200, $$"""{"code":"00000","msg":"success","requestTime":{{nowMs}},"data":[]}""");

    private static Reply Time(long nowMs) =>
        Reply.Json(200, $$$"""{"code":"00000","msg":"success","requestTime":{{{nowMs}}},"data":{"serverTime":"{{{nowMs}}}"}}""");
}
