namespace CryptoFlow.Simulator.Limits;

/// <summary>The exchanges' request limits (docs/exchanges.md, Limits of each exchange). All clients of a simulator share one address.</summary>
public sealed record LimitOptions
{
    /// <summary>If false, requests are counted and shown, but never refused.</summary>
    public bool Enforced { get; init; } = true;

    /// <summary>Binance: allowed weight in a clock minute.</summary>
    public int BinanceWeightPerMinute { get; init; } = 2400;

    /// <summary>Binance: how many requests may ignore a 429 before the address is banned (418).</summary>
    public int BinanceIgnoredBeforeBan { get; init; } = 5;

    /// <summary>Binance: duration of the first ban. Each further ban lasts twice as long, up to three days.</summary>
    public TimeSpan BinanceFirstBan { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Binance: requests for funding rates and funding intervals together, in any five minutes. They cost weight too.</summary>
    public int BinanceFundingRequests { get; init; } = 500;

    /// <summary>Bybit: requests in any <see cref="BybitWindow"/>.</summary>
    public int BybitRequests { get; init; } = 600;

    /// <summary>Bybit: the sliding window.</summary>
    public TimeSpan BybitWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bybit: how long the address gets 403 after a breach.</summary>
    public TimeSpan BybitBan { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bybit: whether public answers have the <c>X-Bapi-Limit</c> headers. It is uncertain whether the real exchange sends them.</summary>
    public bool BybitSendsHeaders { get; init; } = true;

    /// <summary>Bitget: requests in any second per path.</summary>
    public int BitgetRequestsPerSecond { get; init; } = 20;

    /// <summary>Bitget: requests in any minute for all paths.</summary>
    public int BitgetRequestsPerMinute { get; init; } = 6000;

    /// <summary>Bitget: how long all requests get 429 after a breach of the overall limit.</summary>
    public TimeSpan BitgetBan { get; init; } = TimeSpan.FromMinutes(5);
}
