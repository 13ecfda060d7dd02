using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>The weight of a request: klines and those of the mark price by the limit parameter, as measured; the mark prices of all contracts 10; any other request 1 (docs/exchanges.md, Binance, Limits).</summary>
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
