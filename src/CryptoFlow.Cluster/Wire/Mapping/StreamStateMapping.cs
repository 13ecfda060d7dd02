using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The state of an exchange's streams (collectors.proto).</summary>
internal static class StreamStateMapping
{
    public static Proto.StreamState ToWire(StreamState state)
    {
        var wire = new Proto.StreamState
        {
            Phase = WireEnums.StreamPhases.ToWire(state.Phase),
            Connections = state.Connections,
            Wanted = state.Wanted,
            Series = state.Series,
            LiveSeries = state.LiveSeries,
            Reconnects = state.Reconnects,
            Messages = state.Messages,
            NotSubscribed = state.Dropped.NotSubscribed,
            Unreadable = state.Dropped.Unreadable,
            Impossible = state.Dropped.Impossible,
            Late = state.Dropped.Late,
            Overflow = state.Dropped.Overflow,
            Closed = state.Closed,
            Since = state.Since,
        };
        wire.Refused.AddRange(state.Refused
            .OrderBy(s => s.Key.ToString(), StringComparer.Ordinal)
            .Select(s => new Proto.RefusedSeries { Series = s.Key.ToWire(), Reason = s.Value }));
        if (state.Detail is { } detail)
            wire.Detail = detail;
        if (state.LastMessageAt is { } last)
            wire.LastMessageAt = last;
        return wire;
    }

    public static StreamState FromWire(Proto.StreamState wire) => new(
        WireEnums.StreamPhases.FromWire(wire.Phase),
        wire.HasDetail ? wire.Detail : null,
        wire.Connections,
        wire.Wanted,
        wire.Series,
        wire.LiveSeries,
        wire.Reconnects,
        wire.Messages,
        new DroppedMessages(wire.NotSubscribed, wire.Unreadable, wire.Impossible, wire.Late, wire.Overflow),
        wire.Closed,
        wire.HasLastMessageAt ? wire.LastMessageAt : null,
        wire.Since)
    { Refused = wire.Refused.ToImmutableDictionary(s => s.Series.Needed().FromWire(), s => s.Reason) };
}
