using System.Collections.Immutable;
using CryptoFlow.Market;
using CryptoFlow.Storage.Retention;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The status of retention in storage.proto.</summary>
internal static class RetentionMapping
{
    public static Proto.Retention ToWire(RetentionStatus status)
    {
        var wire = new Proto.Retention
        {
            ProgressAt = status.ProgressAt,
            Running = status.Running,
            LastRemoved = status.LastRemoved,
            Removed = status.Removed,
            Finished = status.Finished,
            Failed = status.Failed,
        };
        if (status.LastRunAt is { } lastRunAt)
            wire.LastRunAt = lastRunAt;
        if (status.Failure is { } failure)
            wire.Failure = failure;
        if (status.NextAt is { } nextAt)
            wire.NextAt = nextAt;
        wire.Rules.AddRange(status.Rules.Days.Select(rule => new Proto.RetentionRule { IntervalMinutes = (uint)rule.Key.Minutes, Days = rule.Value }));
        return wire;
    }

    public static RetentionStatus FromWire(Proto.Retention wire) => new(
        new RetentionRules(wire.Rules.ToImmutableSortedDictionary(rule => MarketMapping.IntervalOf(rule.IntervalMinutes), rule => rule.Days)),
        wire.ProgressAt)
    {
        Running = wire.Running,
        LastRunAt = wire.HasLastRunAt ? wire.LastRunAt : null,
        LastRemoved = wire.LastRemoved,
        Failure = wire.HasFailure ? wire.Failure : null,
        NextAt = wire.HasNextAt ? wire.NextAt : null,
        Removed = wire.Removed,
        Finished = wire.Finished,
        Failed = wire.Failed,
    };
}
