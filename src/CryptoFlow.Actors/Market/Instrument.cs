using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Market;

/// <summary>One contract on one exchange, such as BTCUSDT on Binance.</summary>
/// <param name="Exchange">The exchange that lists it.</param>
/// <param name="Symbol">The exchange's own symbol, upper case ASCII letters and digits (and the '-' and '_' of dated contracts).</param>
public sealed record Instrument(Exchange Exchange, string Symbol)
{
    /// <summary>Longest symbol that is accepted from a client.</summary>
    public const int MaxSymbolLength = 40;

    /// <summary>The value of the column <c>symbol</c> in the file: <c>BINANCE:BTCUSDT</c>.</summary>
    public string StorageKey { get; } = $"{Exchange.ToStorageName()}:{Symbol}";

    /// <summary>Reads <c>BINANCE:BTCUSDT</c>, in any case.</summary>
    public static bool TryParse(string? storageKey, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = null;
        var colon = storageKey?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0
            || !ExchangeNames.TryParse(storageKey![..colon], out var exchange)
            || !TryNormalizeSymbol(storageKey[(colon + 1)..], out var symbol))
            return false;

        instrument = new Instrument(exchange, symbol);
        return true;
    }

    /// <summary>Upper-cases a symbol, refusing what no exchange would call a contract.</summary>
    public static bool TryNormalizeSymbol(string? text, [NotNullWhen(true)] out string? symbol)
    {
        symbol = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxSymbolLength)
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        symbol = text.ToUpperInvariant();
        return true;
    }

    public override string ToString() => StorageKey;
}
