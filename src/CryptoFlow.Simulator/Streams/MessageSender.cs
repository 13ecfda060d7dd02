using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams.Frames;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>Sends the messages about candles, with their faults.</summary>
internal sealed class MessageSender(IStreamProtocol protocol, MarketView market, FrameWriter writer, StreamFaults faults, StreamMeter meter)
{
    private const int ManyFrames = 10;

    // Late messages, in no order.
    private readonly List<(TimeSpan Due, byte[] Message)> _late = [];

    // By topic: the message that its next message overtakes.
    private readonly Dictionary<string, byte[]> _overtaken = new(StringComparer.Ordinal);

    /// <summary>How a fault ends the connection now; null if the connection goes on.</summary>
    public StreamEnd? End { get; private set; }

    /// <summary>The age of the connection at which a late message is due.</summary>
    public TimeSpan NextDue => _late.Count > 0 ? _late.Min(l => l.Due) : TimeSpan.MaxValue;

    /// <summary>Sends the late messages that are due.</summary>
    public void SendLate(TimeSpan age)
    {
        foreach (var (due, message) in _late.ToArray())
        {
            if (due <= age)
                writer.Text(message);
        }
        _late.RemoveAll(l => l.Due <= age);
    }

    /// <summary>Sends a message about rows of a topic, oldest first.</summary>
    public void Send(Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs, TimeSpan age)
    {
        if (End is not null)
            return;
        var isOvertaking = _overtaken.Remove(topic.Name, out var overtaken);
        var fault = isOvertaking ? null : faults.OnMessage(topic, kind);
        using var body = new JsonBody(512 + (rows.Length * 120));
        if (fault is { Kind: FaultKind.StreamWrongSymbol } && market.Other(topic.Symbol, fault.Instead) is { } other)
            protocol.Write(body, protocol.Renamed(topic, other), market.SameTimes(topic with { Symbol = other }, rows, nowMs), kind, nowMs);
        else
            protocol.Write(body, topic, rows, fault is { Kind: FaultKind.StreamNoClosedFlag } ? MessageKind.Forming : kind, nowMs);

        Send(topic, body.Written.Span, fault, age);
        if (overtaken is not null)
            writer.Text(overtaken);
        meter.Sent(kind);
    }

    private void Send(Topic topic, ReadOnlySpan<byte> message, Fault? fault, TimeSpan age)
    {
        switch (fault?.Kind)
        {
            case FaultKind.StreamCut:
                End = StreamEnd.Cut;
                break;
            case FaultKind.StreamSilence:
            case FaultKind.StreamNoClosedFlag when !protocol.HasClosedFlag:
                break;
            case FaultKind.StreamFragments:
                writer.Fragments(message, ManyFrames);
                break;
            case FaultKind.StreamTruncated:
                writer.Half(message);
                End = StreamEnd.Ended;
                break;
            case FaultKind.StreamDuplicate:
                writer.Text(message);
                writer.Text(message);
                break;
            case FaultKind.StreamLate:
                _late.Add((age + TimeSpan.FromMilliseconds(fault?.DelayMs ?? 0), message.ToArray()));
                break;
            case FaultKind.StreamOutOfOrder:
                _overtaken.Add(topic.Name, message.ToArray());
                break;
            default:
                writer.Text(message);
                break;
        }
    }
}
