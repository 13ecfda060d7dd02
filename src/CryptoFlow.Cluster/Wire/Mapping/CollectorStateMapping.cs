using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Sweep;
using static CryptoFlow.Collectors.CollectorProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>
/// The state of a collector (collectors.proto). Its dictionaries become lists in the order of their keys, so that equal states have equal bytes.
/// </summary>
internal static class CollectorStateMapping
{
    public static Proto.CollectorReported ToWire(CollectorReported m)
    {
        var state = m.State;
        var wire = new Proto.CollectorReported
        {
            Exchange = state.Exchange.ToWire(),
            Phase = WireEnums.CollectorPhases.ToWire(state.Phase),
            Backfill = state.Backfill?.ToWire(),
            Requests = state.Requests,
            RefusedByExchange = state.RefusedByExchange,
            Failures = state.Failures,
            RejectedRows = state.RejectedRows,
            StaleCompletions = state.StaleCompletions,
            BudgetUsed = state.BudgetUsed,
            BudgetLimit = state.BudgetLimit,
            HasReadAdded = state.HasReadAdded,
            Sweep = state.Sweep is { } sweep ? ToWire(sweep) : null,
            Streams = state.Streams is { } streams ? StreamStateMapping.ToWire(streams) : null,
            Funding = state.Funding is { } funding ? FundingStateMapping.ToWire(funding) : null,
        };
        wire.UnknownSymbols.AddRange(state.UnknownSymbols
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => new Proto.UnknownSymbol { Symbol = s.Key, Status = s.Value }));
        wire.RefusedSeries.AddRange(state.RefusedSeries
            .OrderBy(s => s.Key.ToString(), StringComparer.Ordinal)
            .Select(s => new Proto.RefusedSeries { Series = s.Key.ToWire(), Reason = s.Value }));
        wire.Added.AddRange(state.Added, MarketMapping.ToWire);
        if (state.Detail is { } detail)
            wire.Detail = detail;
        if (state.ExchangeTimeOffsetMs is { } offset)
            wire.ExchangeTimeOffset = offset;
        if (state.LastSyncAt is { } synced)
            wire.LastSyncAt = synced;
        if (state.PausedUntil is { } paused)
            wire.PausedUntil = paused;
        return wire;
    }

    public static CollectorReported FromWire(Proto.CollectorReported wire) => new(new CollectorState(
        wire.Exchange.FromWire(),
        WireEnums.CollectorPhases.FromWire(wire.Phase),
        wire.HasDetail ? wire.Detail : null,
        wire.HasExchangeTimeOffset ? wire.ExchangeTimeOffset : null,
        wire.UnknownSymbols.ToImmutableDictionary(s => s.Symbol, s => s.Status),
        wire.Backfill?.FromWire(),
        wire.HasLastSyncAt ? wire.LastSyncAt : null,
        wire.Requests,
        wire.RefusedByExchange,
        wire.Failures,
        wire.RejectedRows,
        wire.StaleCompletions,
        wire.BudgetUsed,
        wire.BudgetLimit,
        wire.HasPausedUntil ? wire.PausedUntil : null)
    {
        Sweep = wire.Sweep is { } sweep ? FromWire(sweep) : null,
        Streams = wire.Streams is { } streams ? StreamStateMapping.FromWire(streams) : null,
        Funding = wire.Funding is { } funding ? FundingStateMapping.FromWire(funding) : null,
        HasReadAdded = wire.HasReadAdded,
        Added = wire.Added.ToArray(MarketMapping.FromWire),
        RefusedSeries = wire.RefusedSeries.ToImmutableDictionary(s => s.Series.Needed().FromWire(), s => s.Reason),
    });

    private static Proto.SweepState ToWire(SweepState sweep)
    {
        var wire = new Proto.SweepState { PeriodTicks = sweep.Period.Ticks, StartedAt = sweep.StartedAt, Pages = sweep.Pages, Changed = sweep.Changed, Found = ToWire(sweep.Found) };
        foreach (var (series, verification) in sweep.Series.OrderBy(s => s.Key.ToString(), StringComparer.Ordinal))
        {
            var entry = new Proto.SeriesVerification { Series = series.ToWire(), NeverCompared = verification.NeverCompared, Candles = verification.Candles, Verified = verification.Verified };
            if (verification.OldestAt is { } oldest)
                entry.OldestAt = oldest;
            wire.Series.Add(entry);
        }

        return wire;
    }

    private static SweepState FromWire(Proto.SweepState wire) => new(
        TimeSpan.FromTicks(wire.PeriodTicks),
        wire.StartedAt,
        wire.Pages,
        wire.Changed,
        wire.Series.ToImmutableDictionary(
            s => s.Series.Needed().FromWire(),
            s => new SeriesVerification(s.HasOldestAt ? s.OldestAt : null, s.NeverCompared, s.Candles, s.Verified)))
    {
        Found = FromWire(wire.Found.Needed()),
    };

    private static Proto.FindingTotals ToWire(FindingTotals found)
    {
        var wire = new Proto.FindingTotals { Faults = found.Faults, RollUps = found.RollUps, Contradictions = found.Contradictions };
        if (found.First is { } first)
            wire.First = first;
        return wire;
    }

    private static FindingTotals FromWire(Proto.FindingTotals wire) => new(wire.Faults, wire.RollUps, wire.Contradictions, wire.HasFirst ? wire.First : null);
}
