using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Collectors;

/// <summary>One exchange (section <c>CryptoFlow:Exchanges:binance</c> and so on). Null keeps the default.</summary>
public sealed class ExchangeOptions
{
    /// <summary>Whether this exchange is collected.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The REST address of the exchange, scheme and host.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>
    /// The WebSocket address of the exchange's streams, scheme and host. If it is not set and <c>BaseUrl</c> is not the exchange's host, no stream is opened,
    /// because candles of two markets must not be mixed.
    /// </summary>
    public string? StreamUrl { get; set; }

    /// <summary>The contracts that are collected, as one value with commas or item by item.</summary>
    public List<string>? Symbols { get; set; }

    /// <summary>History that is kept complete for this exchange, days. If it is not set, the exchange's default or <c>Collector:HistoryDays</c> applies.</summary>
    [Range(1, 3650)]
    public int? HistoryDays { get; set; }

    /// <summary>The default symbols and history of an exchange.</summary>
    public static (IReadOnlyList<string> Symbols, int? HistoryDays) DefaultsFor(Exchange exchange) => exchange switch
    {
        Exchange.Binance => (["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT"], null),
        Exchange.Bybit => (["BTCUSDT", "ETHUSDT", "SOLUSDT"], null),
        Exchange.Bitget => (["BTCUSDT", "ETHUSDT", "SOLUSDT"], 90),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };
}
