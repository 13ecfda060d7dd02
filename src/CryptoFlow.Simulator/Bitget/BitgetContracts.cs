using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary><c>GET /api/v2/mix/market/contracts</c> (docs/exchanges.md, Bitget, Others): all contracts of a product type, or one contract.</summary>
internal sealed class BitgetContracts(ExchangeMarket market)
{
    public Reply Answer(ExchangeRequest request)
    {
        var now = request.ShownMs;
        var product = request["productType"];
        if (!BitgetProduct.IsKnown(product))
            return BitgetErrors.VerificationFailed(now);

        IEnumerable<Instrument> contracts = BitgetProduct.IsUsdt(product) ? market.Instruments(Venue.Bitget) : [];
        if (request["symbol"] is { } symbol)
        {
            contracts = contracts.Where(i => i.Symbol == symbol).ToList();
            if (!contracts.Any())
                return BitgetErrors.DoesNotExist(symbol, now);
        }

        var body = new JsonBody(2048).Text($$"""{"code":"00000","msg":"success","requestTime":{{now}},"data":[""");
        foreach (var contract in contracts)
            body.OneLine(Contract(contract)).Raw(","u8);
        return new Reply(200, Reply.JsonType, body.CloseList().Raw("}"u8));
    }

    // The launch time is empty, as in most answers of the exchange.
    private static string Contract(Instrument i) =>
        $$"""
        {"symbol":"{{i.Symbol}}","baseCoin":"{{i.BaseCoin}}","quoteCoin":"{{Instrument.QuoteCoin}}","buyLimitPriceRatio":"0.05","sellLimitPriceRatio":"0.05",
        "feeRateUpRatio":"0.005","makerFeeRate":"0.0002","takerFeeRate":"0.0006","openCostUpRatio":"0.01",
        "supportMarginCoins":["{{Instrument.QuoteCoin}}"],"minTradeNum":"{{i.QuantityStep}}",
        "priceEndStep":"{{i.TickUnits}}","volumePlace":"{{i.QuantityDecimals}}","pricePlace":"{{i.PriceDecimals}}",
        "sizeMultiplier":"{{i.QuantityStep}}","symbolType":"perpetual","minTradeUSDT":"5",
        "maxSymbolOrderNum":"200","maxProductOrderNum":"1000","maxPositionNum":"150","symbolStatus":"{{Status(i.Status)}}",
        "offTime":"-1","limitOpenTime":"-1","deliveryTime":"","deliveryStartTime":"","deliveryPeriod":"","launchTime":"",
        "fundInterval":"{{i.FundingHours}}","minLever":"1","maxLever":"125","posLimit":"0.05","maintainTime":"","isRwa":"NO"}
        """;

    private static string Status(InstrumentStatus status) => status switch
    {
        InstrumentStatus.PreLaunch => "listed",
        InstrumentStatus.Delivering => "limit_open",
        InstrumentStatus.Closed => "off",
        _ => "normal",
    };
}
