using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>
/// <c>GET /fapi/v1/exchangeInfo</c> (docs/exchanges.md, Binance, Others), with the members of the recorded answer. It always lists all
/// contracts; a <c>symbol</c> parameter is ignored.
/// </summary>
internal static class BinanceExchangeInfo
{
    private const long NeverDelivered = 4_133_404_800_000;

    // The first day of the oldest contracts by the exchange's own list, although their candles begin earlier.
    private const long FirstOnboardDate = 1_569_398_400_000;

    public static Reply Answer(IEnumerable<Instrument> instruments, LimitOptions limits, long nowMs)
    {
        var body = new JsonBody(4096).OneLine(
            $$"""
            {"timezone":"UTC","serverTime":{{nowMs}},"futuresType":"U_MARGINED","rateLimits":[
            {"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":{{limits.BinanceWeightPerMinute}}},
            {"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200},
            {"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300}],
            "exchangeFilters":[],"assets":[{"asset":"USDT","marginAvailable":true,"autoAssetExchange":"-10000"}],"symbols":[
            """);
        foreach (var instrument in instruments.Where(i => i.Status is not InstrumentStatus.Closed))
            body.OneLine(Contract(instrument)).Raw(","u8);
        return new Reply(200, Reply.JsonType, body.CloseList().Raw("}"u8));
    }

    private static string Contract(Instrument i) =>
        $$"""
        {"symbol":"{{i.Symbol}}","pair":"{{i.Symbol}}","contractType":"PERPETUAL","deliveryDate":{{NeverDelivered}},
        "onboardDate":{{Math.Max(i.ListedAt, FirstOnboardDate)}},"status":"{{Status(i.Status)}}",
        "maintMarginPercent":"2.5000","requiredMarginPercent":"5.0000",
        "baseAsset":"{{i.BaseCoin}}","quoteAsset":"{{Instrument.QuoteCoin}}","marginAsset":"{{Instrument.QuoteCoin}}",
        "pricePrecision":{{i.PriceDecimals}},"quantityPrecision":{{i.QuantityDecimals}},"baseAssetPrecision":8,"quotePrecision":8,
        "underlyingType":"COIN","underlyingSubType":[],"settlePlan":0,
        "triggerProtect":"0.0500","liquidationFee":"0.012000","marketTakeBound":"0.30","filters":[
        {"minPrice":"{{i.TickSize}}","maxPrice":"1000000","filterType":"PRICE_FILTER","tickSize":"{{i.TickSize}}"},
        {"stepSize":"{{i.QuantityStep}}","filterType":"LOT_SIZE","maxQty":"1000","minQty":"{{i.QuantityStep}}"},
        {"stepSize":"{{i.QuantityStep}}","filterType":"MARKET_LOT_SIZE","maxQty":"1000","minQty":"{{i.QuantityStep}}"},
        {"limit":200,"filterType":"MAX_NUM_ORDERS"},
        {"limit":10,"filterType":"MAX_NUM_ALGO_ORDERS"},
        {"notional":"5","filterType":"MIN_NOTIONAL"},
        {"multiplierDown":"0.8500","multiplierUp":"1.1500","multiplierDecimal":"4","filterType":"PERCENT_PRICE"}],
        "orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT","TAKE_PROFIT_MARKET","TRAILING_STOP_MARKET"],
        "timeInForce":["GTC","IOC","FOK","GTX"]}
        """;

    private static string Status(InstrumentStatus status) => status switch
    {
        InstrumentStatus.PreLaunch => "PENDING_TRADING",
        InstrumentStatus.Delivering => "SETTLING",
        _ => "TRADING",
    };
}
