using CryptoFlow.Storage.Gaps;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The values of gaps.proto.</summary>
internal static class GapMapping
{
    public static Proto.GapRecord ToWire(this GapRecord gap)
    {
        var wire = new Proto.GapRecord
        {
            Id = gap.Id,
            Series = gap.Series.ToWire(),
            Range = gap.Range.ToWire(),
            Verdict = WireEnums.Verdicts.ToWire(gap.Verdict),
            Asks = gap.Asks,
            BeforeListing = gap.BeforeListing,
            FoundAt = gap.FoundAt,
        };
        if (gap.LastAskedAt is { } asked)
            wire.LastAskedAt = asked;
        if (gap.NextAskAt is { } next)
            wire.NextAskAt = next;
        if (gap.ResolvedAt is { } resolved)
            wire.ResolvedAt = resolved;
        if (gap.Reason is { } reason)
            wire.Reason = reason;
        return wire;
    }

    public static GapRecord FromWire(this Proto.GapRecord wire) => new(
        wire.Id,
        wire.Series.Needed().FromWire(),
        wire.Range.Needed().FromWire(),
        WireEnums.Verdicts.FromWire(wire.Verdict),
        wire.Asks,
        wire.BeforeListing,
        wire.FoundAt,
        wire.HasLastAskedAt ? wire.LastAskedAt : null,
        wire.HasNextAskAt ? wire.NextAskAt : null,
        wire.HasResolvedAt ? wire.ResolvedAt : null,
        wire.HasReason ? wire.Reason : null);

    public static Proto.GapFindings ToWire(this GapFindings findings)
    {
        var wire = new Proto.GapFindings
        {
            Searched = findings.Searched.ToWire(),
            Repairing = findings.Repairing,
            At = findings.At,
            Policy = new Proto.GapPolicy { ConfirmAfterAsks = findings.Policy.ConfirmAfterAsks, RetryAfterTicks = findings.Policy.RetryAfter.Ticks },
        };
        wire.Missing.AddRange(findings.Missing, MarketMapping.ToWire);
        wire.Asked.AddRange(findings.Asked, MarketMapping.ToWire);
        wire.Unreadable.AddRange(findings.Unreadable, u => new Proto.UnreadableCandle { OpenTime = u.OpenTime, Reason = u.Reason });
        return wire;
    }

    public static GapFindings FromWire(this Proto.GapFindings wire)
    {
        var policy = wire.Policy.Needed();
        return new GapFindings(
            wire.Searched.Needed().FromWire(),
            wire.Missing.ToArray(MarketMapping.FromWire),
            wire.Asked.ToArray(MarketMapping.FromWire),
            wire.Repairing,
            wire.At,
            new GapPolicy(policy.ConfirmAfterAsks, TimeSpan.FromTicks(policy.RetryAfterTicks)))
        {
            Unreadable = wire.Unreadable.ToArray(u => new UnreadableCandle(u.OpenTime, u.Reason)),
        };
    }
}
