using Akka.Actor;
using CryptoFlow.Cluster.Reading;

namespace CryptoFlow.Cluster.Tests.Reading;

/// <summary>Which node is asked.</summary>
public sealed class ReaderNodesTests
{
    private static readonly Address A = new("akka.tcp", "cryptoflow", "10.0.0.5", 8110);
    private static readonly Address B = new("akka.tcp", "cryptoflow", "10.0.0.6", 8110);

    [Fact]
    public void A_node_with_readers_asks_its_own_readers_first() => Assert.All(Enumerable.Range(0, 4), turn => Assert.Equal(A, ReaderNodes.Of(A).WithUp(B).Choose(turn)));

    [Fact]
    public void Without_readers_of_its_own_a_node_asks_the_others_in_turn() =>
        Assert.Equal([A, B, A, B], Enumerable.Range(0, 4).Select(turn => ReaderNodes.Of(null).WithUp(B).WithUp(A).Choose(turn)));

    [Fact]
    public void A_node_that_does_not_answer_is_left_out_until_it_does()
    {
        var nodes = ReaderNodes.Of(null).WithUp(A).WithUp(B).WithUnreachable(A);

        Assert.All([0, 1], turn => Assert.Equal(B, nodes.Choose(turn)));
        Assert.Equal(A, nodes.WithReachable(A).Choose(0));
    }

    [Fact]
    public void A_node_that_has_failed_with_a_read_is_not_asked_again_for_it()
    {
        Assert.Equal(B, ReaderNodes.Of(null).WithUp(A).WithUp(B).Choose(0, except: A));
        Assert.Null(ReaderNodes.Of(null).WithUp(A).Choose(0, except: A));
    }

    [Fact]
    public void Without_nodes_no_node_is_chosen()
    {
        Assert.Null(ReaderNodes.Of(null).Choose(0));
        Assert.Null(ReaderNodes.Of(null).WithUp(A).Without(A).Choose(0));
    }

    [Fact]
    public void An_overflow_of_the_turn_still_chooses_a_node() => Assert.NotNull(ReaderNodes.Of(null).WithUp(A).WithUp(B).Choose(int.MinValue));
}
