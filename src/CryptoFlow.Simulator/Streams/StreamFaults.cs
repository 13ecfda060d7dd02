using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>Takes the faults of one WebSocket, and counts them.</summary>
internal sealed class StreamFaults(FaultLedger ledger, Venue venue, string path, StreamMeter meter)
{
    /// <summary>The fault of the handshake.</summary>
    public Fault? OnConnect() => Take(FaultPlace.Connect, default);

    /// <summary>Whether a client's ping stays without an answer.</summary>
    public bool LeavesPingUnanswered() => Take(FaultPlace.Ping, default) is not null;

    /// <summary>Whether the subscription to a topic is refused.</summary>
    public bool Refuses(Topic topic) => Take(FaultPlace.Subscription, new RequestTarget(true, topic.Symbol, topic.Interval)) is not null;

    /// <summary>The fault of a message about candles.</summary>
    public Fault? OnMessage(Topic topic, MessageKind kind) =>
        Take(FaultPlace.Message, new RequestTarget(true, topic.Symbol, topic.Interval, kind is MessageKind.Closing));

    private Fault? Take(FaultPlace place, RequestTarget target)
    {
        var fault = ledger.Take(venue, place, path, target)?.Fault;
        if (fault is not null)
            meter.Faulted(fault.Kind);
        return fault;
    }
}
