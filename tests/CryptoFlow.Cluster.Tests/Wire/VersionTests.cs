using System.Runtime.Serialization;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>A node reads its own version and the version before; messages of other versions are lost, counted and named.</summary>
public sealed class VersionTests
{
    private static readonly WireVersions First = new(1, 1, 1);
    private static readonly WireVersions ReadsSecond = new(1, 1, 2);
    private static readonly WireVersions WritesSecond = new(2, 1, 2);
    private static readonly WireVersions Third = new(3, 2, 3);

    private static readonly WriterProtocol.WriterDrained Message = new(WriteId.New());

    [Fact]
    public void The_own_versions_are_in_order_and_read_what_they_write()
    {
        var own = WireVersions.Own;

        Assert.InRange(own.Written, own.Oldest, own.Newest);
        Assert.InRange(own.Oldest, Math.Max(own.Written - 1, 1), own.Written);
        Assert.InRange(own.Newest, own.Written, own.Written + 1);
    }

    [Fact]
    public void A_node_reads_the_version_before_and_refuses_later_and_older_ones()
    {
        Assert.Equal(Message, Pass(First, WritesSecond, out _));
        Assert.Equal(Message, Pass(WritesSecond, ReadsSecond, out _));
        Assert.Null(Pass(WritesSecond, First, out var later));
        Assert.Null(Pass(First, Third, out var older));

        Assert.Equal((1L, 1L), (later.RefusedFor(WireRefusal.OtherVersion), older.RefusedFor(WireRefusal.OtherVersion)));
    }

    [Theory, InlineData("w.Nothing.1"), InlineData("w.WriterDrained"), InlineData("w.WriterDrained."), InlineData("w.WriterDrained.x"), InlineData("WriterDrained.1")]
    public void An_unknown_message_is_refused_counted_and_named(string manifest)
    {
        var log = new LinesLogger<WireCounters>();
        var wire = new WireScene(logger: log);

        Assert.Throws<SerializationException>(() => wire.Serializer.FromBinary([], manifest));
        Assert.Throws<SerializationException>(() => wire.Serializer.FromBinary([], manifest));

        Assert.Equal(2, wire.Counters.RefusedFor(WireRefusal.UnknownMessage));
        Assert.Contains(manifest, Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_nodes_fit_if_each_reads_what_the_other_writes()
    {
        Assert.Null(First.FindMisfit(First));
        Assert.Null(First.FindMisfit(ReadsSecond));
        Assert.Null(WritesSecond.FindMisfit(ReadsSecond));
        Assert.Equal("This node reads messages of wire version 1, and the other node sends version 2.", First.FindMisfit(WritesSecond));
        Assert.Equal("This node sends messages of wire version 2, and the other node reads version 1.", WritesSecond.FindMisfit(First));
    }

    private static object? Pass(WireVersions sender, WireVersions receiver, out WireCounters counters)
    {
        var (from, to) = (new WireScene(sender), new WireScene(receiver));
        counters = to.Counters;
        try
        {
            return to.Serializer.FromBinary(from.Serializer.ToBinary(Message), from.Serializer.Manifest(Message));
        }
        catch (SerializationException)
        {
            return null;
        }
    }
}
