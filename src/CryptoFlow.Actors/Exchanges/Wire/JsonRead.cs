using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Small helpers that read JSON text. Unexpected JSON throws a <see cref="JsonException"/>, as the reader does for malformed text. Only <see
/// cref="ExchangeSession"/> turns this exception into a value.
/// </summary>
internal static class JsonRead
{
    /// <summary>Moves to the next token; throws at the end of the text.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("the text ends too early");
    }

    /// <summary>Moves to the next token; throws if it has another type.</summary>
    public static void Next(ref Utf8JsonReader reader, JsonTokenType type)
    {
        Next(ref reader);
        Require(ref reader, type);
    }

    /// <summary>Throws if the current token has another type.</summary>
    public static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException($"{type} expected, {reader.TokenType} found");
    }

    /// <summary>Throws if more text follows.</summary>
    public static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read())
            throw new JsonException("text after the end");
    }

    /// <summary>
    /// A string or number as text; empty for any other token. Invalid UTF-8 is replaced, because the text is used only for codes, names and messages.
    /// </summary>
    public static string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Unescaped(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => "",
    };

    /// <summary>The text without JSON escapes: an exchange may write any character of a name as <c>\uXXXX</c>.</summary>
    private static string Unescaped(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan); // The text has half of a surrogate pair, which is not valid text.
        }
    }

    /// <summary>An integer, as a number or a string; 0 for anything else.</summary>
    public static long Long(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number && TryLong(reader.ValueSpan, out var value) ? value : 0;

    /// <summary>Reads an integer that fills the whole text.</summary>
    public static bool TryLong(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;

    /// <summary>The text of one property's value in an object.</summary>
    public static ReadOnlyMemory<byte> Property(ReadOnlyMemory<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json.Span);
        Next(ref reader, JsonTokenType.StartObject);
        for (Next(ref reader); reader.TokenType != JsonTokenType.EndObject; Next(ref reader))
        {
            var wanted = reader.ValueTextEquals(name);
            Next(ref reader);
            var value = Value(ref reader, json);
            if (wanted)
                return value;
        }

        throw new JsonException($"no '{name}' in the answer");
    }

    /// <summary>The string value of one property in an object; null if the property is missing or not a string.</summary>
    public static string? OptionalText(ReadOnlyMemory<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json.Span);
        Next(ref reader, JsonTokenType.StartObject);
        for (Next(ref reader); reader.TokenType != JsonTokenType.EndObject; Next(ref reader))
        {
            var wanted = reader.ValueTextEquals(name);
            Next(ref reader);
            if (wanted)
                return reader.TokenType == JsonTokenType.String ? Unescaped(ref reader) : null;
            reader.Skip();
        }

        return null;
    }

    /// <summary>The text of the value that begins at the current token. Moves the reader to the value's end.</summary>
    public static ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>A time in ms UTC, as a number or a string.</summary>
    public static ExchangeTime Time(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        Next(ref reader);
        return Long(ref reader) is var time and > 0 ? new ExchangeTime(time) : throw new JsonException("no time");
    }
}
