namespace CryptoFlow.Simulator;

/// <summary>The simulated exchanges. Each listens on its own port (docs/exchanges.md, Comparison).</summary>
public enum Venue
{
    /// <summary>Binance USD-M futures, <c>/fapi</c>.</summary>
    Binance,

    /// <summary>Bybit v5, category linear.</summary>
    Bybit,

    /// <summary>Bitget v2 mix, product type USDT-FUTURES.</summary>
    Bitget,
}
