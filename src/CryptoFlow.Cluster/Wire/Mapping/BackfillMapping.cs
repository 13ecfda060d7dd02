using CryptoFlow.Collectors;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The state of a backfill run (collectors.proto).</summary>
internal static class BackfillMapping
{
    public static Proto.BackfillRun ToWire(this BackfillRun run)
    {
        var wire = new Proto.BackfillRun
        {
            Id = run.Id.ToWire(),
            Exchange = run.Exchange.ToWire(),
            Phase = WireEnums.BackfillPhases.ToWire(run.Phase),
            Plan = run.Plan is { } plan ? ToWire(plan) : null,
            StartedAt = run.StartedAt,
        };
        wire.Series.AddRange(run.Series, ToWire);
        if (run.EndedAt is { } ended)
            wire.EndedAt = ended;
        if (run.Remaining is { } remaining)
            wire.RemainingTicks = remaining.Ticks;
        if (run.LastError is { } error)
            wire.LastError = error;
        return wire;
    }

    public static BackfillRun FromWire(this Proto.BackfillRun wire) => new(
        wire.Id.ToRunId(),
        wire.Exchange.FromWire(),
        WireEnums.BackfillPhases.FromWire(wire.Phase),
        wire.Plan is { } plan ? FromWire(plan) : null,
        wire.Series.ToArray(FromWire),
        wire.StartedAt,
        wire.HasEndedAt ? wire.EndedAt : null,
        wire.HasRemainingTicks ? TimeSpan.FromTicks(wire.RemainingTicks) : null,
        wire.HasLastError ? wire.LastError : null);

    public static Proto.BackfillPlan ToWire(this BackfillPlan plan) => new()
    {
        Requests = plan.Requests,
        Cost = plan.Cost,
        Candles = plan.Candles,
        ExpectedTicks = plan.ExpectedTime.Ticks,
        Compares = plan.Compares,
    };

    public static BackfillPlan FromWire(this Proto.BackfillPlan wire) =>
        new(wire.Requests, wire.Cost, wire.Candles, TimeSpan.FromTicks(wire.ExpectedTicks), wire.Compares);

    private static Proto.SeriesProgress ToWire(SeriesProgress progress) => new()
    {
        Series = progress.Series.ToWire(),
        Requests = progress.Requests,
        RequestsDone = progress.RequestsDone,
        Candles = progress.Candles,
        CandlesDone = progress.CandlesDone,
        CandlesStored = progress.CandlesStored,
        RequestsFailed = progress.RequestsFailed,
        CandlesChanged = progress.CandlesChanged,
    };

    private static SeriesProgress FromWire(Proto.SeriesProgress wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Requests,
        wire.RequestsDone,
        wire.Candles,
        wire.CandlesDone,
        wire.CandlesStored,
        wire.RequestsFailed,
        wire.CandlesChanged);
}
