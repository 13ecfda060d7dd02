namespace CryptoFlow.Acceptance;

/// <summary>
/// The least time that an exchange's published limit allows for a plan. One window's allowance is free; all further requests go out at the
/// limit's rate. This time does not include latency or requests outside of the plan (contracts, clock, newest candles): those are costs of the program.
/// </summary>
internal static class LeastTime
{
    public static double SecondsFor(string exchange, int requests, int cost) => exchange switch
    {
        "binance" => AtRate(cost, allowance: 2400, windowSeconds: 60),
        "bybit" => AtRate(requests, allowance: 600, windowSeconds: 5),
        "bitget" => AtRate(requests, allowance: 20, windowSeconds: 1),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };

    private static double AtRate(int amount, int allowance, int windowSeconds) =>
        amount <= allowance ? 0 : (double)amount / allowance * windowSeconds;
}
