using System.Collections.Immutable;
using System.Globalization;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Wire;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>Of two clusters from one seed list exactly one ends.</summary>
public sealed class IslandsTests
{
    [Theory]
    [InlineData("a", "b,c", true)]
    [InlineData("b,c", "a", false)]
    [InlineData("a", "b", false)]
    [InlineData("b", "a", true)]
    [InlineData("a,b", "b,c,d", false)]
    [InlineData("", "a", false)]
    [InlineData("a", "", false)]
    public void The_smaller_cluster_ends_and_of_two_equal_ones_that_without_the_lowest_address(string own, string other, bool ends) =>
        Assert.Equal(ends, Islands.MustEnd(Greeting(own), Greeting(other)));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a,b", "c")]
    [InlineData("a,d", "b,c")]
    public void Of_two_clusters_exactly_one_must_end(string one, string other) =>
        Assert.NotEqual(Islands.MustEnd(Greeting(one), Greeting(other)), Islands.MustEnd(Greeting(other), Greeting(one)));

    [Fact]
    public void A_process_that_was_started_again_is_another_member_than_its_predecessor_on_the_same_address()
    {
        Assert.True(Islands.MustEnd(Greeting("a/2"), Greeting("a/1,b/1,c/1")));
        Assert.False(Islands.MustEnd(Greeting("a/1,b/1,c/1"), Greeting("a/2")));
        Assert.False(Islands.MustEnd(Greeting("a/1"), Greeting("a/1,b/1,c/1")));

        // A node of an earlier version says no incarnations.
        Assert.False(Islands.MustEnd(Greeting("a/2"), Greeting("a,b,c")));
    }

    /// <summary>Node d was stopped (SIGSTOP) while all others were started again. It still has them in its list, and reaches none of them.</summary>
    [Fact]
    public void A_node_with_a_list_of_the_dead_does_not_outvote_the_cluster_that_runs()
    {
        var (ghost, running) = (Greeting("a/1,b/1,c/1,d/1") with { Reachable = 1 }, Greeting("a/2,b/2,c/2"));
        Assert.True(Islands.MustEnd(ghost, running));
        Assert.False(Islands.MustEnd(running, ghost));
    }

    /// <summary>The two nodes of a cluster whose network was cut for a moment: each cannot reach the other yet.</summary>
    [Fact]
    public void Members_that_cannot_reach_each_other_are_one_cluster()
    {
        var sides = Greeting("a/1,b/1") with { Reachable = 1 };
        Assert.False(Islands.MustEnd(sides, sides));
    }

    [Theory]
    [InlineData("a/1", "a/1,b/1", true)]
    [InlineData("a/1,b/1", "a/1,b/1", false)]
    [InlineData("a/1", "a/2,b/1", false)]
    [InlineData("", "a/1,b/1", false)]
    [InlineData("a/1", "a/1", false)]
    public void Node_a_is_alone_in_a_cluster_that_node_b_does_not_know_of(string own, string other, bool isOneSided) =>
        Assert.Equal(isOneSided, Islands.IsOneSided(Members(own), Members("a/1")[0], Members(other), "b"));

    [Fact]
    public void A_greeting_is_read_as_it_was_written()
    {
        var greeting = new NodeGreeting(new WireVersions(2, 1, 3), Members("akka.tcp://cryptoflow@10.0.0.5:8110,akka.tcp://cryptoflow@10.0.0.6:8110"));

        var read = NodeGreeting.Parse(greeting.ToString());

        Assert.Equal(greeting.Versions, read?.Versions);
        Assert.Equal(greeting.Members, read?.Members);
        Assert.Equal("cryptoflow-greeting wire 1 1 1 members ", new NodeGreeting(new WireVersions(1, 1, 1), []).ToString());
        Assert.NotNull(NodeGreeting.Parse("cryptoflow-greeting wire 1 1 1 members "));
        Assert.NotNull(NodeGreeting.Parse("cryptoflow-greeting wire 1 1 1 members a of a newer version"));
        var identified = new NodeGreeting(new WireVersions(1, 1, 1), Members("a/-7,b/8"));
        Assert.Equal("cryptoflow-greeting wire 1 1 1 members a,b incarnations -7,8 reachable 2", identified.ToString());
        Assert.Equal(identified.Members, NodeGreeting.Parse(identified.ToString())?.Members);
        Assert.Equal(1, NodeGreeting.Parse((identified with { Reachable = 1 }).ToString())?.Reachable);

        // A node of an earlier version says neither.
        Assert.Equal(2, NodeGreeting.Parse("cryptoflow-greeting wire 1 1 1 members a,b incarnations -7,8")?.Reachable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("cryptoflow-greeting wire x 1 1 members a")]
    public void Another_text_is_not_read_as_a_greeting(string text) => Assert.Null(NodeGreeting.Parse(text));

    private static NodeGreeting Greeting(string list) => new(new WireVersions(1, 1, 1), Members(list));

    /// <summary>Such as <c>a/1,b/2</c>: the addresses with their incarnations.</summary>
    private static ImmutableSortedSet<NodeIdentity> Members(string list) =>
    [
        .. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(member =>
            member.IndexOf('/') is > 0 and var slash && !member.Contains("://", StringComparison.Ordinal)
                ? new NodeIdentity(member[..slash], int.Parse(member[(slash + 1)..], CultureInfo.InvariantCulture))
                : new NodeIdentity(member, null)),
    ];
}
