using CryptoFlow.Collectors;
using static CryptoFlow.Collectors.CollectorProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of collectors.proto.</summary>
internal static class CollectorMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<StartBackfill, Proto.StartBackfill>("c.StartBackfill", ToWire, FromWire),
        WireEntry.Of<CancelBackfill, Proto.CancelBackfill>("c.CancelBackfill", ToWire, FromWire),
        WireEntry.Of<GetBackfill, Proto.GetBackfill>("c.GetBackfill", ToWire, FromWire),
        WireEntry.Of<PauseCollector, Proto.PauseCollector>("c.PauseCollector", ToWire, FromWire),
        WireEntry.Of<ResumeCollector, Proto.ResumeCollector>("c.ResumeCollector", ToWire, FromWire),
        WireEntry.Of<CollectorPaused, Proto.CollectorPaused>("c.CollectorPaused", ToWire, FromWire),
        WireEntry.Of<CollectorResumed, Proto.CollectorResumed>("c.CollectorResumed", ToWire, FromWire),
        WireEntry.Of<BackfillAccepted, Proto.BackfillAccepted>("c.BackfillAccepted", ToWire, FromWire),
        WireEntry.Of<BackfillCancelled, Proto.BackfillCancelled>("c.BackfillCancelled", ToWire, FromWire),
        WireEntry.Of<BackfillRefused, Proto.BackfillRefused>("c.BackfillRefused", ToWire, FromWire),
        WireEntry.Of<BackfillStatus, Proto.BackfillStatus>("c.BackfillStatus", ToWire, FromWire),
        WireEntry.Of<CollectorReported, Proto.CollectorReported>("c.CollectorReported", CollectorStateMapping.ToWire, CollectorStateMapping.FromWire),
    ];

    public static Proto.BackfillScope ToWire(this BackfillScope scope)
    {
        var wire = new Proto.BackfillScope { Exchange = scope.Exchange.ToWire(), IntervalMinutes = scope.Interval.ToWire() };
        if (scope.Symbol is { } symbol)
            wire.Symbol = symbol;
        if (scope.Days is { } days)
            wire.Days = days;
        return wire;
    }

    public static BackfillScope FromWire(this Proto.BackfillScope wire) => new(
        wire.Exchange.FromWireOrAll(),
        wire.HasSymbol ? wire.Symbol : null,
        wire.IntervalMinutes.IntervalOrAll(),
        wire.HasDays ? wire.Days : null);

    private static Proto.StartBackfill ToWire(StartBackfill m) =>
        new() { Run = m.Run.ToWire(), Scope = m.Scope.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static StartBackfill FromWire(Proto.StartBackfill wire) =>
        new(wire.Run.ToRunId(), wire.Scope.Needed().FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CancelBackfill ToWire(CancelBackfill m) => new() { Run = m.Run.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static CancelBackfill FromWire(Proto.CancelBackfill wire) => new(wire.Run.ToRunId(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.GetBackfill ToWire(GetBackfill m) => new() { RemainingTicks = m.Remaining.Ticks };

    private static GetBackfill FromWire(Proto.GetBackfill wire) => new(TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.PauseCollector ToWire(PauseCollector m) => new() { Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static PauseCollector FromWire(Proto.PauseCollector wire) => new(wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.ResumeCollector ToWire(ResumeCollector m) => new() { Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static ResumeCollector FromWire(Proto.ResumeCollector wire) => new(wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CollectorPaused ToWire(CollectorPaused m) => new() { Exchange = m.Exchange.ToWire(), Since = m.Since };

    private static CollectorPaused FromWire(Proto.CollectorPaused wire) => new(wire.Exchange.FromWire(), wire.Since);

    private static Proto.CollectorResumed ToWire(CollectorResumed m) => new() { Exchange = m.Exchange.ToWire() };

    private static CollectorResumed FromWire(Proto.CollectorResumed wire) => new(wire.Exchange.FromWire());

    private static Proto.BackfillAccepted ToWire(BackfillAccepted m)
    {
        var wire = new Proto.BackfillAccepted { Run = m.Run.ToWire() };
        wire.Exchanges.AddRange(m.Exchanges, MarketMapping.ToWire);
        return wire;
    }

    private static BackfillAccepted FromWire(Proto.BackfillAccepted wire) => new(wire.Run.ToRunId(), wire.Exchanges.ToArray(MarketMapping.FromWire));

    private static Proto.BackfillCancelled ToWire(BackfillCancelled m) => new() { Run = m.Run.ToWire() };

    private static BackfillCancelled FromWire(Proto.BackfillCancelled wire) => new(wire.Run.ToRunId());

    private static Proto.BackfillRefused ToWire(BackfillRefused m) =>
        new() { Run = m.Run.ToWire(), Reason = WireEnums.BackfillRefusals.ToWire(m.Reason), Detail = m.Detail };

    private static BackfillRefused FromWire(Proto.BackfillRefused wire) =>
        new(wire.Run.ToRunId(), WireEnums.BackfillRefusals.FromWire(wire.Reason), wire.Detail);

    private static Proto.BackfillStatus ToWire(BackfillStatus m)
    {
        var wire = new Proto.BackfillStatus();
        wire.Runs.AddRange(m.Runs, BackfillMapping.ToWire);
        return wire;
    }

    private static BackfillStatus FromWire(Proto.BackfillStatus wire) => new(wire.Runs.ToArray(BackfillMapping.FromWire));
}
