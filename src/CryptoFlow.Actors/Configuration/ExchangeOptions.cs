namespace CryptoFlow.Configuration;

/// <summary>One exchange (section <c>CryptoFlow:Exchanges:binance</c> and so on). Null keeps the default.</summary>
public sealed class ExchangeOptions
{
    /// <summary>Whether it is collected. <value>Default true.</value></summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The REST address, scheme and host. <value>Default: the exchange's own.</value></summary>
    public string? BaseUrl { get; set; }

    /// <summary>The contracts collected.</summary>
    public List<string>? Symbols { get; set; }

    /// <summary>History kept complete, days. <value>Default 730 (Bitget 90), 1 to 3650.</value></summary>
    public int? HistoryDays { get; set; }

    /// <summary>The symbols and depth that hold where nothing is configured.</summary>
    public static (IReadOnlyList<string> Symbols, int? HistoryDays) DefaultsFor(Exchange exchange) => exchange switch
    {
        Exchange.Binance => (["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT"], null),
        Exchange.Bybit => (["BTCUSDT", "ETHUSDT", "SOLUSDT"], null),
        Exchange.Bitget => (["BTCUSDT", "ETHUSDT", "SOLUSDT"], 90),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };
}
