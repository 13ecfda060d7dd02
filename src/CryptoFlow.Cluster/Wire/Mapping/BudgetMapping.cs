using CryptoFlow.Storage.Budgets;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of budgets.proto.</summary>
internal static class BudgetMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<TakeBudget, Proto.TakeBudget>("w.TakeBudget", ToWire, FromWire),
        WireEntry.Of<BudgetTaken, Proto.BudgetTaken>("w.BudgetTaken", ToWire, FromWire),
        WireEntry.Of<LeaseBudget, Proto.LeaseBudget>("w.LeaseBudget", ToWire, FromWire),
        WireEntry.Of<BudgetLeased, Proto.BudgetLeased>(
            "w.BudgetLeased",
            m => new Proto.BudgetLeased { Id = m.Id.ToWire(), Exchange = m.Exchange.ToWire() },
            wire => new BudgetLeased(wire.Id.ToWriteId(), wire.Exchange.FromWire())),
        WireEntry.Of<BudgetLeaseRefused, Proto.BudgetLeaseRefused>(
            "w.BudgetLeaseRefused",
            m => new Proto.BudgetLeaseRefused { Id = m.Id.ToWire(), Exchange = m.Exchange.ToWire() },
            wire => new BudgetLeaseRefused(wire.Id.ToWriteId(), wire.Exchange.FromWire())),
    ];

    private static Proto.TakeBudget ToWire(TakeBudget m) => new()
    {
        Id = m.Id.ToWire(),
        Exchange = m.Exchange.ToWire(),
        Owner = m.Owner.ToWire(),
        RemainingTicks = m.Remaining.Ticks,
    };

    private static TakeBudget FromWire(Proto.TakeBudget wire) => new(
        wire.Id.ToWriteId(), wire.Exchange.FromWire(), wire.Owner.ToRunId(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.BudgetTaken ToWire(BudgetTaken m) => new()
    {
        Id = m.Id.ToWire(),
        Exchange = m.Exchange.ToWire(),
        Before = m.Before is { } before ? ToWire(before) : null,
        AgeTicks = m.Age.Ticks,
    };

    private static BudgetTaken FromWire(Proto.BudgetTaken wire) => new(
        wire.Id.ToWriteId(),
        wire.Exchange.FromWire(),
        wire.Before is { } before ? FromWire(before) : null,
        TimeSpan.FromTicks(wire.AgeTicks));

    private static Proto.LeaseBudget ToWire(LeaseBudget m) => new()
    {
        Id = m.Id.ToWire(),
        Exchange = m.Exchange.ToWire(),
        Owner = m.Owner.ToWire(),
        Number = m.Number,
        Record = ToWire(m.Record),
        RemainingTicks = m.Remaining.Ticks,
    };

    private static LeaseBudget FromWire(Proto.LeaseBudget wire) => new(
        wire.Id.ToWriteId(),
        wire.Exchange.FromWire(),
        wire.Owner.ToRunId(),
        wire.Number,
        FromWire(wire.Record.Needed()),
        TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.BudgetRecord ToWire(BudgetRecord record)
    {
        var wire = new Proto.BudgetRecord { LeaseTicks = record.LeaseLength.Ticks, PauseLeftTicks = record.PauseLeft.Ticks };
        if (record.PauseReason is { } reason)
            wire.PauseReason = reason;
        if (record.HeldSince is { } since)
            wire.HeldSince = since;
        wire.Uses.AddRange(record.Uses, use => new Proto.BudgetUse { Limit = use.Limit, Endpoint = use.Endpoint, Amount = use.Amount });
        return wire;
    }

    private static BudgetRecord FromWire(Proto.BudgetRecord wire) => new(
        wire.Uses.ToArray(use => new BudgetUse(use.Limit, use.Endpoint, use.Amount)),
        TimeSpan.FromTicks(wire.LeaseTicks),
        TimeSpan.FromTicks(wire.PauseLeftTicks),
        wire.HasPauseReason ? wire.PauseReason : null,
        wire.HasHeldSince ? wire.HeldSince : null);
}
