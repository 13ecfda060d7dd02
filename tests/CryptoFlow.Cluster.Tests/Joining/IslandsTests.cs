using System.Collections.Immutable;
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
        Assert.Equal(ends, Islands.MustEnd(Members(own), Members(other)));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a,b", "c")]
    [InlineData("a,d", "b,c")]
    public void Of_two_clusters_exactly_one_must_end(string one, string other) =>
        Assert.NotEqual(Islands.MustEnd(Members(one), Members(other)), Islands.MustEnd(Members(other), Members(one)));

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
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("cryptoflow-greeting wire x 1 1 members a")]
    public void Another_text_is_not_read_as_a_greeting(string text) => Assert.Null(NodeGreeting.Parse(text));

    private static ImmutableSortedSet<string> Members(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
