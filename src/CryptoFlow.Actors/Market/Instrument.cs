using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Market;

/// <summary>One contract on one exchange, such as BTCUSDT on Binance.</summary>
/// <param name="Exchange">The exchange that lists it.</param>
/// <param name="Symbol">The exchange's own symbol, as <see cref="SymbolRules"/> allows it.</param>
public sealed record Instrument(Exchange Exchange, string Symbol)
{
    /// <summary>Describes the texts that <see cref="TryParse"/> accepts, as the end of the sentence "a series is …".</summary>
    public static string AllowedText { get; } = $"an exchange and a symbol, such as BINANCE:BTCUSDT; a symbol is {SymbolRules.AllowedText}";

    /// <summary>The value of the column <c>symbol</c> in the file: <c>BINANCE:BTCUSDT</c>.</summary>
    public string StorageKey { get; } = $"{Exchange.ToStorageName()}:{Symbol}";

    /// <summary>The name in messages to WebSocket clients: <c>binance:btcusdt</c>.</summary>
    public string ToWireName() => $"{Exchange.ToWireName()}:{SymbolRules.ToLower(Symbol)}";

    /// <summary>Parses <c>BINANCE:BTCUSDT</c>, in any case.</summary>
    public static bool TryParse(string? storageKey, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = null;
        var colon = storageKey?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0
            || !ExchangeNames.TryParse(storageKey![..colon], out var exchange)
            || !SymbolRules.TryNormalize(storageKey[(colon + 1)..], out var symbol))
            return false;

        instrument = new Instrument(exchange, symbol);
        return true;
    }

    public override string ToString() => StorageKey;
}
