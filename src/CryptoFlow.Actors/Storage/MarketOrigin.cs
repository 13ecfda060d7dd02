namespace CryptoFlow.Storage;

/// <summary>The origin of the candles in a file. It prevents a mix of simulated and real candles.</summary>
public enum MarketOrigin
{
    /// <summary>Candles of the exchanges at their configured addresses.</summary>
    Exchanges,

    /// <summary>Candles of the built-in simulator (<c>--demo</c>).</summary>
    Simulator,
}
