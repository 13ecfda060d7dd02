using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api;

/// <summary>
/// Reads the names and numbers by which clients say what they want; each failure is the one sentence that the client gets.
/// Shared by the query parameters, the JSON bodies and the WebSocket's messages.
/// </summary>
internal static class SeriesInput
{
    public static Exchange Exchange(string text) => ExchangeNames.TryParse(text, out var exchange)
        ? exchange
        : throw new InputException($"exchange is '{Quote(text)}'; allowed are {string.Join(", ", ExchangeNames.All.Select(e => e.ToWireName()))}.");

    public static Interval Interval(string text) => Market.Interval.TryParse(text, out var interval)
        ? interval
        : throw new InputException($"tf is '{Quote(text)}'; allowed are {Market.Interval.AllowedText}.");

    public static string Symbol(string text) => SymbolRules.TryNormalize(text, out var symbol)
        ? symbol
        : throw new InputException($"symbol is '{Quote(text)}'; it is {SymbolRules.AllowedText}.");

    /// <summary>A positive count; what is larger than <paramref name="max"/> counts as that, however many digits it has.</summary>
    public static int Limit(string text, int max)
    {
        if (!IsDigits(text) || text.All(c => c == '0'))
            throw new InputException($"limit is '{Quote(text)}'; it is a number from 1 to {max}.");
        return int.TryParse(text, out var limit) ? Math.Min(limit, max) : max;
    }

    /// <summary>A time in ms UTC.</summary>
    public static long Time(string name, string text) => IsDigits(text) && long.TryParse(text, out var time)
        ? time
        : throw new InputException($"{name} is '{Quote(text)}'; it is a time in milliseconds UTC, such as 1700000000000.");

    /// <summary>As much of what was sent as helps to recognise it.</summary>
    public static string Quote(string text) => text.Length <= RequestLimits.ValueLength ? text : text[..RequestLimits.ValueLength] + "…";

    private static bool IsDigits(string text) => text.Length is > 0 and <= RequestLimits.ValueLength && text.All(char.IsAsciiDigit);
}

/// <summary>The input of a client breaks the contract; the message is the sentence that it gets. Never leaves the front end.</summary>
internal sealed class InputException(string message) : Exception(message);
