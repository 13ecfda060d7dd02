using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The names that an exchange gives to the parts of its envelope.</summary>
/// <param name="Code">The property with the exchange's own code.</param>
/// <param name="Message">The property with its words.</param>
/// <param name="Time">The property with its clock (ms UTC), or null where the header Date is its clock.</param>
/// <param name="Payload">The property with what was asked for, or null where the whole body is that.</param>
internal sealed record EnvelopeShape(string Code, string Message, string? Time, string? Payload);

/// <summary>What an exchange wraps its answer in.</summary>
/// <param name="Code">Its own code as text, empty where there is none.</param>
/// <param name="Message">Its words, empty where there are none.</param>
/// <param name="Time">Its clock, ms UTC; 0 where the answer does not say.</param>
/// <param name="Payload">The JSON text of what was asked for; empty where it is missing.</param>
internal sealed record Envelope(string Code, string Message, long Time, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Reads the envelope of a body that is an object, or takes a bare array as the payload.</summary>
    /// <exception cref="JsonException">The body is not (one, whole) JSON value.</exception>
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
