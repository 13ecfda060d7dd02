using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Small readings of JSON text. What is not as expected throws a <see cref="JsonException"/>, as the reader itself does for
/// malformed text; <see cref="ExchangeSession"/> is the one place that turns it into a value.
/// </summary>
internal static class JsonRead
{
    /// <summary>Moves on to the next token, which has to be there.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("the text ends too early");
    }

    /// <summary>Moves on to the next token, which has to be of this type.</summary>
    public static void Next(ref Utf8JsonReader reader, JsonTokenType type)
    {
        Next(ref reader);
        Require(ref reader, type);
    }

    /// <summary>The token that the reader stands on has to be of this type.</summary>
    public static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException($"{type} expected, {reader.TokenType} found");
    }

    /// <summary>Nothing may follow.</summary>
    public static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read())
            throw new JsonException("text after the end");
    }

    /// <summary>
    /// A text or number as text, empty for anything else; invalid UTF-8 replaced: what is read so are codes, names and messages for people.
    /// </summary>
    public static string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Unescaped(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => "",
    };

    /// <summary>An exchange may write any character of a name as <c>\uXXXX</c>.</summary>
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
            return Encoding.UTF8.GetString(reader.ValueSpan); // Half of a surrogate pair, which is no text.
        }
    }

    /// <summary>An integer, bare or as text; 0 for anything else.</summary>
    public static long Long(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number && TryLong(reader.ValueSpan, out var value) ? value : 0;

    /// <summary>An integer that is the whole of the text.</summary>
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

    /// <summary>The text of one property's value in an object; null where there is none or it is no text.</summary>
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

    /// <summary>The text of the value that begins at the reader's token; the reader is left at its end.</summary>
    public static ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>A time in ms UTC, bare or as text.</summary>
    public static ExchangeTime Time(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        Next(ref reader);
        return Long(ref reader) is var time and > 0 ? new ExchangeTime(time) : throw new JsonException("no time");
    }
}
