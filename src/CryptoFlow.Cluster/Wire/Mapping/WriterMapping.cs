using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of writer.proto.</summary>
internal static class WriterMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<WriteCandles, Proto.WriteCandles>("w.WriteCandles", ToWire, FromWire),
        WireEntry.Of<CandlesWritten, Proto.CandlesWritten>("w.CandlesWritten", ToWire, FromWire),
        WireEntry.Of<DeleteCandles, Proto.DeleteCandles>("w.DeleteCandles", ToWire, FromWire),
        WireEntry.Of<CandlesDeleted, Proto.CandlesDeleted>("w.CandlesDeleted", ToWire, FromWire),
        WireEntry.Of<RemoveOldCandles, Proto.RemoveOldCandles>("w.RemoveOldCandles", ToWire, FromWire),
        WireEntry.Of<OldCandlesRemoved, Proto.OldCandlesRemoved>("w.OldCandlesRemoved", ToWire, FromWire),
        WireEntry.Of<RecordGaps, Proto.RecordGaps>("w.RecordGaps", ToWire, FromWire),
        WireEntry.Of<GapsRecorded, Proto.GapsRecorded>("w.GapsRecorded", ToWire, FromWire),
        WireEntry.Of<RecordTraderStep, Proto.RecordTraderStep>("w.RecordTraderStep", ToWire, FromWire),
        WireEntry.Of<TraderStepRecorded, Proto.TraderStepRecorded>("w.TraderStepRecorded", ToWire, FromWire),
        WireEntry.Of<TraderStepRefused, Proto.TraderStepRefused>("w.TraderStepRefused", ToWire, FromWire),
        WireEntry.Of<RunCheckpoint, Proto.RunCheckpoint>("w.RunCheckpoint", ToWire, FromWire),
        WireEntry.Of<CheckpointFinished, Proto.CheckpointFinished>("w.CheckpointFinished", ToWire, FromWire),
        WireEntry.Of<Drain, Proto.Drain>("w.Drain", ToWire, FromWire),
        WireEntry.Of<WriterDrained, Proto.WriterDrained>("w.WriterDrained", ToWire, FromWire),
        WireEntry.Of<WriteRefused, Proto.WriteRefused>("w.WriteRefused", ToWire, FromWire),
        WireEntry.Of<GetWriterReadiness, Proto.GetWriterReadiness>("w.GetWriterReadiness", _ => new Proto.GetWriterReadiness(), _ => GetWriterReadiness.Instance),
        WireEntry.Of<WriterReady, Proto.WriterReady>("w.WriterReady", m => new Proto.WriterReady { Epoch = m.Epoch }, wire => new WriterReady(wire.Epoch)),
        WireEntry.Of<WriterNotReady, Proto.WriterNotReady>("w.WriterNotReady", _ => new Proto.WriterNotReady(), _ => WriterNotReady.Instance),
    ];

    private static Proto.WriteCandles ToWire(WriteCandles m) => new()
    {
        Id = m.Id.ToWire(),
        Lane = WireEnums.Lanes.ToWire(m.Lane),
        Source = WireEnums.ChangeSources.ToWire(m.Source),
        Run = m.Run.ToWire(),
        Series = m.Series.ToWire(),
        Candles = m.Candles.ToWire(),
        RemainingTicks = m.Remaining.Ticks,
        Compared = m.Compared is { } compared ? new Proto.PageComparison { Page = compared.Page.ToWire(), At = compared.At } : null,
        OnlyIfAdded = m.OnlyIfAdded,
    };

    private static WriteCandles FromWire(Proto.WriteCandles wire) => new(
        wire.Id.ToWriteId(),
        WireEnums.Lanes.FromWire(wire.Lane),
        WireEnums.ChangeSources.FromWire(wire.Source),
        wire.Run.ToRunId(),
        wire.Series.Needed().FromWire(),
        wire.Candles.Needed().FromWire(),
        TimeSpan.FromTicks(wire.RemainingTicks),
        wire.Compared is { } compared ? new PageComparison(compared.Page.Needed().FromWire(), compared.At) : null)
    { OnlyIfAdded = wire.OnlyIfAdded };

    private static Proto.CandlesWritten ToWire(CandlesWritten m) => new()
    {
        Id = m.Id.ToWire(),
        Run = m.Run.ToWire(),
        Series = m.Series.ToWire(),
        Inserted = m.Inserted,
        Updated = m.Updated,
        Unchanged = m.Unchanged,
        SeriesVersion = m.SeriesVersion,
        NotKept = m.NotKept,
    };

    private static CandlesWritten FromWire(Proto.CandlesWritten wire) => new(
        wire.Id.ToWriteId(), wire.Run.ToRunId(), wire.Series.Needed().FromWire(), wire.Inserted, wire.Updated, wire.Unchanged, wire.SeriesVersion)
    { NotKept = wire.NotKept };

    private static Proto.DeleteCandles ToWire(DeleteCandles m)
    {
        var wire = new Proto.DeleteCandles
        {
            Id = m.Id.ToWire(),
            Run = m.Run.ToWire(),
            Series = m.Series.ToWire(),
            RemainingTicks = m.Remaining.Ticks,
            Source = WireEnums.ChangeSources.ToWire(m.Source),
        };
        wire.OpenTimes.AddRange(m.OpenTimes);
        return wire;
    }

    private static DeleteCandles FromWire(Proto.DeleteCandles wire) => new(
        wire.Id.ToWriteId(), wire.Run.ToRunId(), wire.Series.Needed().FromWire(), [.. wire.OpenTimes], TimeSpan.FromTicks(wire.RemainingTicks))
    {
        Source = wire.Source == Proto.ChangeSource.Unspecified ? ChangeSource.Repair : WireEnums.ChangeSources.FromWire(wire.Source),
    };

    private static Proto.CandlesDeleted ToWire(CandlesDeleted m) =>
        new() { Id = m.Id.ToWire(), Run = m.Run.ToWire(), Series = m.Series.ToWire(), Deleted = m.Deleted };

    private static CandlesDeleted FromWire(Proto.CandlesDeleted wire) =>
        new(wire.Id.ToWriteId(), wire.Run.ToRunId(), wire.Series.Needed().FromWire(), wire.Deleted);

    private static Proto.RemoveOldCandles ToWire(RemoveOldCandles m) => new() { Id = m.Id.ToWire(), Run = m.Run.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static RemoveOldCandles FromWire(Proto.RemoveOldCandles wire) => new(wire.Id.ToWriteId(), wire.Run.ToRunId(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.OldCandlesRemoved ToWire(OldCandlesRemoved m) =>
        new() { Id = m.Id.ToWire(), Run = m.Run.ToWire(), Series = m.Series?.ToWire(), Removed = m.Removed, KeptFrom = m.KeptFrom, More = m.More };

    private static OldCandlesRemoved FromWire(Proto.OldCandlesRemoved wire) =>
        new(wire.Id.ToWriteId(), wire.Run.ToRunId(), wire.Series?.FromWire(), wire.Removed, wire.KeptFrom, wire.More);

    private static Proto.RecordGaps ToWire(RecordGaps m) => new()
    {
        Id = m.Id.ToWire(),
        Run = m.Run.ToWire(),
        Pass = m.Pass,
        Series = m.Series.ToWire(),
        Findings = m.Findings.ToWire(),
        Counted = m.Counted?.ToWire(),
        RemainingTicks = m.Remaining.Ticks,
        OnlyIfAdded = m.OnlyIfAdded,
    };

    private static RecordGaps FromWire(Proto.RecordGaps wire) => new(
        wire.Id.ToWriteId(),
        wire.Run.ToRunId(),
        wire.Pass,
        wire.Series.Needed().FromWire(),
        wire.Findings.Needed().FromWire(),
        wire.Counted?.FromWire(),
        TimeSpan.FromTicks(wire.RemainingTicks))
    { OnlyIfAdded = wire.OnlyIfAdded };

    private static Proto.GapsRecorded ToWire(GapsRecorded m)
    {
        var wire = new Proto.GapsRecorded { Id = m.Id.ToWire(), Run = m.Run.ToWire(), Series = m.Series.ToWire(), Recorded = m.Recorded.ToWire() };
        wire.Unresolved.AddRange(m.Unresolved, GapMapping.ToWire);
        return wire;
    }

    private static GapsRecorded FromWire(Proto.GapsRecorded wire) => new(
        wire.Id.ToWriteId(),
        wire.Run.ToRunId(),
        wire.Series.Needed().FromWire(),
        wire.Recorded.Needed().FromWire(),
        wire.Unresolved.ToArray(GapMapping.FromWire));

    private static Proto.RecordTraderStep ToWire(RecordTraderStep m)
    {
        var wire = new Proto.RecordTraderStep
        {
            Id = m.Id.ToWire(),
            Trader = m.Trader.ToWire(),
            Origin = m.Origin,
            Outcome = m.Outcome.ToWire(),
            RemainingTicks = m.Remaining.Ticks,
        };
        if (m.Previous is { } previous)
            wire.Previous = previous;
        return wire;
    }

    private static RecordTraderStep FromWire(Proto.RecordTraderStep wire) => new(
        wire.Id.ToWriteId(),
        wire.Trader.Needed().FromWire(),
        wire.Origin,
        wire.HasPrevious ? wire.Previous : null,
        wire.Outcome.Needed().FromWire(),
        TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.TraderStepRecorded ToWire(TraderStepRecorded m)
    {
        var wire = new Proto.TraderStepRecorded { Id = m.Id.ToWire(), Trader = m.Trader.ToWire(), Time = m.Time };
        if (m.SignalId is { } signal)
            wire.SignalId = signal;
        return wire;
    }

    private static TraderStepRecorded FromWire(Proto.TraderStepRecorded wire) =>
        new(wire.Id.ToWriteId(), wire.Trader.Needed().FromWire(), wire.Time, wire.HasSignalId ? wire.SignalId : null);

    private static Proto.TraderStepRefused ToWire(TraderStepRefused m)
    {
        var wire = new Proto.TraderStepRefused { Id = m.Id.ToWire(), Trader = m.Trader.ToWire(), Reason = WireEnums.StepRefusals.ToWire(m.Reason) };
        if (m.Last is { } last)
            wire.Last = last;
        return wire;
    }

    private static TraderStepRefused FromWire(Proto.TraderStepRefused wire) => new(
        wire.Id.ToWriteId(), wire.Trader.Needed().FromWire(), WireEnums.StepRefusals.FromWire(wire.Reason), wire.HasLast ? wire.Last : null);

    private static Proto.RunCheckpoint ToWire(RunCheckpoint m) =>
        new() { Id = m.Id.ToWire(), Mode = WireEnums.CheckpointModes.ToWire(m.Mode), RemainingTicks = m.Remaining.Ticks };

    private static RunCheckpoint FromWire(Proto.RunCheckpoint wire) =>
        new(wire.Id.ToWriteId(), WireEnums.CheckpointModes.FromWire(wire.Mode), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CheckpointFinished ToWire(CheckpointFinished m) => new()
    {
        Id = m.Id.ToWire(),
        Mode = WireEnums.CheckpointModes.ToWire(m.Outcome.Mode),
        Busy = m.Outcome.Busy,
        WalPages = m.Outcome.WalPages,
        CheckpointedPages = m.Outcome.CheckpointedPages,
        MovedPages = m.Outcome.MovedPages,
        DurationTicks = m.Outcome.Duration.Ticks,
    };

    private static CheckpointFinished FromWire(Proto.CheckpointFinished wire) => new(
        wire.Id.ToWriteId(),
        new CheckpointOutcome(
            WireEnums.CheckpointModes.FromWire(wire.Mode),
            wire.Busy,
            wire.WalPages,
            wire.CheckpointedPages,
            wire.MovedPages,
            TimeSpan.FromTicks(wire.DurationTicks)));

    private static Proto.Drain ToWire(Drain m) => new() { Id = m.Id.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static Drain FromWire(Proto.Drain wire) => new(wire.Id.ToWriteId(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.WriterDrained ToWire(WriterDrained m) => new() { Id = m.Id.ToWire() };

    private static WriterDrained FromWire(Proto.WriterDrained wire) => new(wire.Id.ToWriteId());

    private static Proto.WriteRefused ToWire(WriteRefused m) =>
        new() { Id = m.Id.ToWire(), Reason = WireEnums.WriteRefusals.ToWire(m.Reason), Detail = m.Detail };

    private static WriteRefused FromWire(Proto.WriteRefused wire) =>
        new(wire.Id.ToWriteId(), WireEnums.WriteRefusals.FromWire(wire.Reason), wire.Detail);
}
