using System.Buffers.Binary;

namespace CryptoFlow.Simulator.Streams.Frames;

/// <summary>
/// Reads a client's WebSocket frames (RFC 6455, 5). The simulator does not use the framework's WebSocket, because that class answers pings,
/// swallows pongs and writes only whole frames. The exchanges' rules are about pongs, and the faults are about frames.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    private const int LongestMessage = 64 * 1024;
    private const int LongestControl = 125;

    private readonly byte[] _head = new byte[8];
    private readonly byte[] _mask = new byte[4];
    private readonly MemoryStream _parts = new();
    private Opcode? _kind;

    /// <summary>
    /// The next message or control frame; null if the client has ended the connection. Throws <see cref="InvalidDataException"/> if the client
    /// violates the protocol.
    /// </summary>
    public async ValueTask<ClientMessage?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(_head.AsMemory(0, 2), cancellation);
                var (isFinal, kind) = ((_head[0] & 0x80) != 0, (Opcode)(_head[0] & 0x0F));
                if ((_head[0] & 0x70) != 0 || !Enum.IsDefined(kind) || (_head[1] & 0x80) == 0)
                    throw new InvalidDataException("A client's frame must be masked and without extensions.");

                var payload = await PayloadAsync(_head[1] & 0x7F, cancellation);
                if (kind >= Opcode.Close)
                {
                    return payload.Length <= LongestControl && isFinal
                        ? new ClientMessage(kind, payload)
                        : throw new InvalidDataException("A control frame must be short and must not be split.");
                }
                if (Append(kind, isFinal, payload) is { } message)
                    return message;
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async ValueTask<byte[]> PayloadAsync(long length, CancellationToken cancellation)
    {
        if (length == 126)
        {
            await stream.ReadExactlyAsync(_head.AsMemory(0, 2), cancellation);
            length = BinaryPrimitives.ReadUInt16BigEndian(_head);
        }
        else if (length == 127)
        {
            await stream.ReadExactlyAsync(_head, cancellation);
            length = BinaryPrimitives.ReadInt64BigEndian(_head);
        }
        if (length is < 0 or > LongestMessage)
            throw new InvalidDataException("The message is too long.");

        await stream.ReadExactlyAsync(_mask, cancellation);
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellation);
        for (var i = 0; i < payload.Length; i++)
            payload[i] ^= _mask[i % 4];
        return payload;
    }

    private ClientMessage? Append(Opcode kind, bool isFinal, byte[] payload)
    {
        if ((kind is Opcode.Continuation) != (_kind is not null))
            throw new InvalidDataException("A frame that is not final must be followed by a continuation, and a continuation needs such a frame.");
        _kind ??= kind;
        _parts.Write(payload);
        if (_parts.Length > LongestMessage)
            throw new InvalidDataException("The message is too long.");
        if (!isFinal)
            return null;

        var message = new ClientMessage(_kind.Value, _parts.ToArray());
        _parts.SetLength(0);
        _kind = null;
        return message;
    }
}
