using static CryptoFlow.Storage.Readers.ReaderProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of commitlog.proto.</summary>
internal static class CommitLogMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadCommits, Proto.ReadCommits>("r.ReadCommits", ToWire, FromWire),
        WireEntry.Of<CommitsRead, Proto.CommitsRead>("r.CommitsRead", ToWire, FromWire),
        WireEntry.Of<CommitsLost, Proto.CommitsLost>("r.CommitsLost", ToWire, FromWire),
        WireEntry.Of<ReadCommitHead, Proto.ReadCommitHead>("r.ReadCommitHead", ToWire, FromWire),
        WireEntry.Of<CommitHeadRead, Proto.CommitHeadRead>("r.CommitHeadRead", ToWire, FromWire),
    ];

    private static Proto.ReadCommits ToWire(ReadCommits m) =>
        new() { After = CommitMapping.ToWire(m.After), Limit = m.Limit, RemainingTicks = m.Remaining.Ticks };

    private static ReadCommits FromWire(Proto.ReadCommits wire) =>
        new(CommitMapping.FromWire(wire.After.Needed()), wire.Limit, TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CommitsRead ToWire(CommitsRead m)
    {
        var wire = new Proto.CommitsRead { After = CommitMapping.ToWire(m.After), Head = CommitMapping.ToWire(m.Head) };
        wire.Candles.AddRange(m.Candles, CommitMapping.ToWire);
        wire.Steps.AddRange(m.Steps, CommitMapping.ToWire);
        return wire;
    }

    private static CommitsRead FromWire(Proto.CommitsRead wire) => new(
        CommitMapping.FromWire(wire.After.Needed()),
        wire.Candles.ToArray(CommitMapping.FromWire),
        wire.Steps.ToArray(CommitMapping.FromWire),
        CommitMapping.FromWire(wire.Head.Needed()));

    private static Proto.CommitsLost ToWire(CommitsLost m) => new()
    {
        After = CommitMapping.ToWire(m.After),
        Reason = WireEnums.CommitLosses.ToWire(m.Reason),
        Oldest = m.Oldest,
        Head = CommitMapping.ToWire(m.Head),
    };

    private static CommitsLost FromWire(Proto.CommitsLost wire) => new(
        CommitMapping.FromWire(wire.After.Needed()),
        WireEnums.CommitLosses.FromWire(wire.Reason),
        wire.Oldest,
        CommitMapping.FromWire(wire.Head.Needed()));

    private static Proto.ReadCommitHead ToWire(ReadCommitHead m) => new() { RemainingTicks = m.Remaining.Ticks };

    private static ReadCommitHead FromWire(Proto.ReadCommitHead wire) => new(TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CommitHeadRead ToWire(CommitHeadRead m) => new() { Head = CommitMapping.ToWire(m.Head) };

    private static CommitHeadRead FromWire(Proto.CommitHeadRead wire) => new(CommitMapping.FromWire(wire.Head.Needed()));
}
