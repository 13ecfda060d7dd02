namespace CryptoFlow.Simulator;

/// <summary>The exchanges that the simulator stands in for; each listens on a port of its own (EXCHANGES.md, section 0).</summary>
public enum Venue
{
    /// <summary>Binance USD-M futures, <c>/fapi</c>.</summary>
    Binance,

    /// <summary>Bybit v5, category linear.</summary>
    Bybit,

    /// <summary>Bitget v2 mix, product type USDT-FUTURES.</summary>
    Bitget,
}
