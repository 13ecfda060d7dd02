namespace CryptoFlow.Simulator.Streams.Frames;

/// <summary>The kinds of WebSocket frames (RFC 6455, 5.2).</summary>
internal enum Opcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>A message of the client, put together from its frames.</summary>
/// <param name="Kind">Text, binary, or a control frame.</param>
/// <param name="Payload">Its bytes, unmasked.</param>
internal readonly record struct ClientMessage(Opcode Kind, byte[] Payload);
