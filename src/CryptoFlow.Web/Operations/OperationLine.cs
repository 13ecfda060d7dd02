using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations;

/// <summary>A value of a line.</summary>
/// <param name="Name">The member's name in JSON.</param>
/// <param name="Value">Text, a number, a truth value, or null.</param>
/// <param name="Text">The value in text; null for the value as it is.</param>
internal readonly record struct LineField(string Name, object? Value, string? Text = null);

/// <summary>One line of the answer to an operator: fields separated by <c>|</c> in text, an object in JSON.</summary>
internal sealed record OperationLine(params LineField[] Fields)
{
    /// <summary>A line with one sentence.</summary>
    public static OperationLine Say(string sentence) => new(new LineField("message", sentence));

    /// <summary>The last line of a list.</summary>
    /// <param name="count">The number of lines before.</param>
    /// <param name="what">The noun, in the plural.</param>
    public static OperationLine Count(int count, string what) => new(new LineField("count", count, $"Count: {count.ToString(CultureInfo.InvariantCulture)} {what}"));

    public string ToText() => string.Join(" | ", Fields.Select(f => f.Text ?? Convert.ToString(f.Value, CultureInfo.InvariantCulture)));

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            foreach (var field in Fields)
                Write(writer, field);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, LineField field)
    {
        writer.WritePropertyName(field.Name);
        switch (field.Value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(Convert.ToString(field.Value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
