using System.Text.Json;

namespace CryptoFlow.Simulator.Streams;

/// <summary>Reads the JSON of a client's message.</summary>
internal static class ClientJson
{
    /// <summary>Reads the message. Returns false if it is not JSON; then <paramref name="error"/> has the position.</summary>
    public static bool TryParse(byte[] text, out JsonElement message, out JsonException? error)
    {
        (message, error) = (default, null);
        try
        {
            using var document = JsonDocument.Parse(text);
            message = document.RootElement.Clone();
            return true;
        }
        catch (JsonException wrong)
        {
            error = wrong;
            return false;
        }
    }

    /// <summary>A member's text; null if there is no such member or it is not a text.</summary>
    public static string? Text(this JsonElement message, string name) =>
        message.ValueKind is JsonValueKind.Object && message.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>A member's elements; null if there is no such member or it is not a list.</summary>
    public static IReadOnlyList<JsonElement>? List(this JsonElement message, string name) =>
        message.ValueKind is JsonValueKind.Object && message.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.Array
            ? [.. member.EnumerateArray()]
            : null;
}
