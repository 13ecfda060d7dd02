using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Market;

/// <summary>A futures exchange whose candles are collected.</summary>
public enum Exchange
{
    /// <summary>Binance USD-M futures.</summary>
    Binance = 1,

    /// <summary>Bybit v5, category linear.</summary>
    Bybit = 2,

    /// <summary>Bitget v2 mix, product type USDT-FUTURES.</summary>
    Bitget = 3,
}

/// <summary>The names of an exchange: lower case in requests and configuration, upper case in the file and in answers.</summary>
public static class ExchangeNames
{
    /// <summary>All exchanges, in the order in which they are shown.</summary>
    public static IReadOnlyList<Exchange> All { get; } = [Exchange.Binance, Exchange.Bybit, Exchange.Bitget];

    /// <summary>The name in requests and configuration: <c>binance</c>.</summary>
    public static string ToWireName(this Exchange exchange) => exchange switch
    {
        Exchange.Binance => "binance",
        Exchange.Bybit => "bybit",
        Exchange.Bitget => "bitget",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };

    /// <summary>The name in the file and in answers: <c>BINANCE</c>.</summary>
    public static string ToStorageName(this Exchange exchange) => exchange switch
    {
        Exchange.Binance => "BINANCE",
        Exchange.Bybit => "BYBIT",
        Exchange.Bitget => "BITGET",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };

    /// <summary>Parses a name in any case. Unlike <c>Enum.TryParse</c>, refuses numbers.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Exchange exchange)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.ToWireName(), text, StringComparison.OrdinalIgnoreCase))
            {
                exchange = candidate;
                return true;
            }
        }

        exchange = default;
        return false;
    }
}
