
namespace CryptoFlow.Web.Http;

/// <summary>
/// Parses the names and numbers that clients send. Wrong text is an <see cref="InputException"/> whose message is the error for the client. Query parameters, JSON
/// bodies and WebSocket messages share these rules.
/// </summary>
internal static class SeriesInput
{
    public static Exchange Exchange(string text) => ExchangeNames.TryParse(text, out var exchange)
        ? exchange
        : throw new InputException($"exchange is '{Quote(text)}'; allowed are {string.Join(", ", ExchangeNames.All.Select(e => e.ToWireName()))}.");

    public static Interval Interval(string text) => Market.Interval.TryParse(text, out var interval)
        ? interval
        : throw new InputException($"tf is '{Quote(text)}'; allowed are {Market.Interval.AllowedText}.");

    /// <summary>A candle length that need not be stored.</summary>
    public static Timeframe Timeframe(string text) => Market.Timeframe.TryParse(text, out var timeframe)
        ? timeframe
        : throw new InputException($"tf is '{Quote(text)}'; allowed are {Market.Timeframe.AllowedText}.");

    public static string Symbol(string text) => SymbolRules.TryNormalize(text, out var symbol)
        ? symbol
        : throw new InputException($"symbol is '{Quote(text)}'; it is {SymbolRules.AllowedText}.");

    /// <summary>A contract with its exchange, such as BINANCE:BTCUSDT.</summary>
    public static Instrument Instrument(string text) => text.Split(':') is [var exchange, var contract]
        ? new Instrument(Exchange(exchange), Symbol(contract))
        : throw new InputException($"symbol is '{Quote(text)}'; it names exchange and contract, such as BINANCE:BTCUSDT.");

    /// <summary>Parses a positive count. A larger number becomes <paramref name="max"/>, however many digits it has.</summary>
    public static int Limit(string text, int max)
    {
        if (!IsDigits(text) || text.All(c => c == '0'))
            throw new InputException($"limit is '{Quote(text)}'; it is a number from 1 to {max}.");
        return int.TryParse(text, out var limit) ? Math.Min(limit, max) : max;
    }

    /// <summary>The id of a row.</summary>
    public static long Id(string name, string text) => IsDigits(text) && long.TryParse(text, out var id) && id > 0
        ? id
        : throw new InputException($"{name} is '{Quote(text)}'; it is the id of a row, a whole number from 1.");

    /// <summary>A time, ms UTC.</summary>
    public static long Time(string name, string text) => UtcTime.TryParse(text, out var time)
        ? time
        : throw new InputException($"{name} is '{Quote(text)}'; it is {UtcTime.AllowedText}.{LostPlus(text)}");

    /// <summary>A time that a client may leave out, ms UTC.</summary>
    public static long? OptionalTime(string name, string? text) => text is null ? null : Time(name, text);

    /// <exception cref="InputException">No candle can open in the range.</exception>
    public static void RefuseEmptyRange(long? from, long? to)
    {
        if (from >= to)
            throw new InputException($"from is {from} and to is {to}; no candle opens between them. to is exclusive and must be later than from.");
    }

    /// <summary>The sent text, cut to <see cref="RequestLimits.ValueLength"/> characters.</summary>
    public static string Quote(string text) => text.Length <= RequestLimits.ValueLength ? text : text[..RequestLimits.ValueLength] + "…";

    /// <summary>A plus in a query means a space, so the plus of an offset gets lost. Returns a hint if the text is a time after the plus is put back.</summary>
    private static string LostPlus(string text) =>
        UtcTime.TryParse(LastSpaceToPlus(text), out _) ? " In an address the + of an offset is written %2B." : "";

    private static string LastSpaceToPlus(string text) => text.LastIndexOf(' ') is var at and >= 0 ? $"{text[..at]}+{text[(at + 1)..]}" : text;

    private static bool IsDigits(string text) => text.Length is > 0 and <= RequestLimits.ValueLength && text.All(char.IsAsciiDigit);
}
