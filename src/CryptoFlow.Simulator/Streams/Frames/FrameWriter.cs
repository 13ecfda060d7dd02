using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CryptoFlow.Simulator.Streams.Frames;

/// <summary>Writes WebSocket frames of the server (RFC 6455, 5). Frames wait until <see cref="FlushAsync"/> sends them in one write.</summary>
internal sealed class FrameWriter(Stream stream)
{
    private const byte Final = 0x80;

    private readonly ArrayBufferWriter<byte> _pending = new(4096);

    /// <summary>Appends a text message in one frame.</summary>
    public void Text(ReadOnlySpan<byte> payload)
    {
        Head(Final | (int)Opcode.Text, payload.Length);
        _pending.Write(payload);
    }

    /// <summary>Appends a text message in several frames of nearly equal length.</summary>
    public void Fragments(ReadOnlySpan<byte> payload, int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            var part = payload[(payload.Length * i / frames)..(payload.Length * (i + 1) / frames)];
            Head((i == frames - 1 ? Final : 0) | (int)(i == 0 ? Opcode.Text : Opcode.Continuation), part.Length);
            _pending.Write(part);
        }
    }

    /// <summary>Appends the head of a text message and half of its bytes. Afterwards the connection can only be cut.</summary>
    public void Half(ReadOnlySpan<byte> payload)
    {
        Head(Final | (int)Opcode.Text, payload.Length);
        _pending.Write(payload[..(payload.Length / 2)]);
    }

    /// <summary>Appends a control frame.</summary>
    public void Control(Opcode kind, ReadOnlySpan<byte> payload)
    {
        Head(Final | (int)kind, payload.Length);
        _pending.Write(payload);
    }

    /// <summary>Appends a close frame.</summary>
    public void Close(int code, string reason)
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        Control(Opcode.Close, payload);
    }

    /// <summary>Sends all appended frames.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_pending.WrittenCount == 0)
            return;
        await stream.WriteAsync(_pending.WrittenMemory, cancellation);
        await stream.FlushAsync(cancellation);
        _pending.ResetWrittenCount();
    }

    private void Head(int first, int length)
    {
        var head = _pending.GetSpan(10);
        head[0] = (byte)first;
        switch (length)
        {
            case < 126:
                head[1] = (byte)length;
                _pending.Advance(2);
                break;
            case <= ushort.MaxValue:
                head[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
                _pending.Advance(4);
                break;
            default:
                head[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(head[2..], length);
                _pending.Advance(10);
                break;
        }
    }
}
