using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The property names of an exchange's envelope.</summary>
/// <param name="Code">The property with the exchange's own code.</param>
/// <param name="Message">The property with the exchange's message.</param>
/// <param name="Time">The property with the exchange's clock (ms UTC); null if the exchange uses the header Date.</param>
/// <param name="Payload">The property with the requested data; null if the whole body is the data.</param>
internal sealed record EnvelopeShape(string Code, string Message, string? Time, string? Payload);

/// <summary>The envelope of an exchange's answer.</summary>
/// <param name="Code">The exchange's code as text; empty if there is none.</param>
/// <param name="Message">The exchange's message; empty if there is none.</param>
/// <param name="Time">The exchange's clock, ms UTC; 0 if the answer does not say.</param>
/// <param name="Payload">The JSON text of the requested data; empty if it is missing.</param>
internal sealed record Envelope(string Code, string Message, long Time, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Reads the envelope of a body that is an object, or takes a bare array as the payload.</summary>
    /// <exception cref="JsonException">The body is not exactly one complete JSON value.</exception>
    public static Envelope Open(ReadOnlyMemory<byte> body, EnvelopeShape shape)
    {
        var reader = new Utf8JsonReader(body.Span);
        JsonRead.Next(ref reader);
        var envelope = new Envelope("", "", 0, shape.Payload is null ? body : default);
        if (shape.Payload is null && reader.TokenType == JsonTokenType.StartArray)
            return envelope;

        JsonRead.Require(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
            envelope = envelope.WithProperty(ref reader, body, shape);
        JsonRead.End(ref reader);
        return envelope;
    }

    private Envelope WithProperty(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, EnvelopeShape shape)
    {
        var isCode = reader.ValueTextEquals(shape.Code);
        var isMessage = reader.ValueTextEquals(shape.Message);
        var isTime = shape.Time is { } time && reader.ValueTextEquals(time);
        var isPayload = shape.Payload is { } payload && reader.ValueTextEquals(payload);
        JsonRead.Next(ref reader);

        if (isCode)
            return this with { Code = JsonRead.Text(ref reader) };
        if (isMessage)
            return this with { Message = JsonRead.Text(ref reader) };
        if (isTime)
            return this with { Time = JsonRead.Long(ref reader) };
        if (isPayload)
            return this with { Payload = JsonRead.Value(ref reader, body) };

        reader.Skip();
        return this;
    }
}
