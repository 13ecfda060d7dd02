using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>
/// The weight of a request. The weight of klines, also of the mark price, depends on the limit parameter, as measured. The mark prices of all contracts cost 10,
/// and any other request costs 1 (docs/exchanges.md, Binance, Limits).
/// </summary>
internal static class BinanceWeights
{
    // A request without a limit costs more than a request for 500 rows, although it returns 500 rows.
    private const int WithoutLimit = 5;

    private const int AllMarkPrices = 10;

    public static int Of(ExchangeRequest request)
    {
        if (request.Path == BinanceFunding.Premium && request["symbol"] is null)
            return AllMarkPrices;
        if (request.Path is not (BinanceApi.Klines or BinanceApi.MarkKlines))
            return 1;
        if (!int.TryParse(request["limit"], out var limit))
            return WithoutLimit;
        return limit switch
        {
            <= 100 => 1,
            <= 500 => 2,
            <= 1000 => 5,
            _ => 10,
        };
    }
}
