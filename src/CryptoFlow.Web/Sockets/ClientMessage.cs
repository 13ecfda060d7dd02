using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Sockets;

/// <summary>The type of a client's message.</summary>
internal enum ClientMessageType
{
    Subscribe,
    Unsubscribe,
}

/// <summary>A parsed and validated message of a client.</summary>
/// <param name="Type">The type.</param>
/// <param name="Series">The series.</param>
/// <param name="Forming">Whether the client also wants the candle that is forming.</param>
internal sealed record ClientMessage(ClientMessageType Type, SeriesKey Series, bool Forming = false)
{
    private const string Shape = "a message is an object such as {\"type\":\"subscribe\",\"symbol\":\"btcusdt\",\"exchange\":\"binance\",\"tf\":15}.";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <exception cref="InputException">It is not JSON, or a member is wrong.</exception>
    public static ClientMessage Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return Read(document.RootElement);
        }
        catch (Exception wrong) when (JsonInput.IsClientsFault(wrong))
        {
            throw new InputException($"This is not valid JSON; {Shape}");
        }
    }

    private static ClientMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InputException($"This is not a JSON object; {Shape}");

        var type = Text(root, "type") switch
        {
            "subscribe" => ClientMessageType.Subscribe,
            "unsubscribe" => ClientMessageType.Unsubscribe,
            null => throw new InputException($"type is missing; {Shape}"),
            var other => throw new InputException($"type is '{SeriesInput.Quote(other)}'; allowed are subscribe and unsubscribe."),
        };
        var symbol = Text(root, "symbol") ?? throw new InputException($"symbol is missing; {Shape}");
        return new ClientMessage(type, new SeriesKey(
            new Instrument(SeriesInput.Exchange(Text(root, "exchange") ?? "binance"), SeriesInput.Symbol(symbol)),
            SeriesInput.Interval(Text(root, "tf") ?? "15")), Flag(root, "forming"));
    }

    /// <summary>A member as a flag; false when it is absent.</summary>
    private static bool Flag(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return false;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new InputException($"{name} must be true or false; {Shape}");
    }

    /// <summary>A member as text; null when it is absent. A number becomes text too, because clients send <c>tf</c> as either.</summary>
    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new InputException($"{name} must be a string; {Shape}"),
        };
    }
}
