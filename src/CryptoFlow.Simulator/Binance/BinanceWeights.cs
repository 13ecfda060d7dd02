using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>What a request costs: klines by the limit that is asked for, as measured, all else 1 (EXCHANGES.md, section 1.4).</summary>
internal static class BinanceWeights
{
    // Leaving the limit out costs more than asking for the 500 rows that it gives.
    private const int WithoutLimit = 5;

    public static int Of(ExchangeRequest request)
    {
        if (request.Path != BinanceApi.Klines)
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
