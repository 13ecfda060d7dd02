using CryptoFlow.Collectors.Funding;
using CryptoFlow.Market;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The state of the collection of funding rates (collectors.proto).</summary>
internal static class FundingStateMapping
{
    public static Proto.FundingState ToWire(FundingState state)
    {
        var wire = new Proto.FundingState { Stored = state.Stored, Failures = state.Failures };
        wire.Contracts.AddRange(state.Contracts, ToWire);
        return wire;
    }

    public static FundingState FromWire(Proto.FundingState wire) => new(wire.Contracts.ToArray(FromWire), wire.Stored, wire.Failures);

    private static Proto.ContractFunding ToWire(ContractFunding contract)
    {
        var wire = new Proto.ContractFunding { Symbol = contract.Symbol, Complete = contract.Complete?.ToWire() };
        if (contract.NewestTime is { } newest)
            wire.NewestTime = newest;
        if (contract.NewestRate is { } rate)
            wire.NewestRate = rate;
        if (contract.DueAt is { } due)
            wire.DueAt = due;
        if (contract.Current is { } current)
            wire.Current = new Proto.CurrentFunding { Rate = current.Rate, NextTime = current.NextTime, MarkPrice = current.MarkPrice, Time = current.Time };
        if (contract.Failure is { } failure)
            wire.Failure = failure;
        if (contract.FailingSince is { } since)
            wire.FailingSince = since;
        return wire;
    }

    private static ContractFunding FromWire(Proto.ContractFunding wire) => new(
        wire.Symbol,
        wire.HasNewestTime ? wire.NewestTime : null,
        wire.HasNewestRate ? wire.NewestRate : null,
        wire.HasDueAt ? wire.DueAt : null,
        wire.Complete?.FromWire(),
        wire.Current is { } current ? new CurrentFunding(current.Rate, current.NextTime, current.MarkPrice, current.Time) : null,
        wire.HasFailure ? wire.Failure : null,
        wire.HasFailingSince ? wire.FailingSince : null);
}
