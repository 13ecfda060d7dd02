using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>Reads the members of the exchanges' answers about the next settlement.</summary>
internal static class CurrentFundingRead
{
    /// <summary>The only element of an array; the text itself if it is not an array.</summary>
    /// <exception cref="JsonException">The array has another number of elements.</exception>
    public static ReadOnlyMemory<byte> Only(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        JsonRead.Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartArray)
            return json;
        JsonRead.Next(ref reader, JsonTokenType.StartObject);
        var only = JsonRead.Value(ref reader, json);
        JsonRead.Next(ref reader, JsonTokenType.EndArray);
        return only;
    }

    /// <exception cref="OtherQuestionException">The object is about another symbol.</exception>
    public static void RequireSymbol(ReadOnlyMemory<byte> json, string symbol)
    {
        if (JsonRead.OptionalText(json, "symbol") is var named && named != symbol)
            throw new OtherQuestionException($"asked for {symbol}, but the answer {(string.IsNullOrEmpty(named) ? "names no symbol" : $"is about {named}")}");
    }

    /// <exception cref="JsonException">The member is missing or not a number.</exception>
    public static double Number(ReadOnlyMemory<byte> json, string name)
    {
        var reader = new Utf8JsonReader(JsonRead.Property(json, name).Span);
        JsonRead.Next(ref reader);
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Number && CandleNumbers.TryDouble(reader.ValueSpan, out var value)
            ? value
            : throw new JsonException($"'{name}' is not a number");
    }

    public static long Time(ReadOnlyMemory<byte> json, string name) => JsonRead.Time(JsonRead.Property(json, name)).Milliseconds;

    /// <exception cref="JsonException">The values are impossible.</exception>
    public static CurrentFunding Checked(CurrentFunding current) => current.FindDefect() is { } defect ? throw new JsonException(defect) : current;
}
