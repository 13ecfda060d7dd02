using System.Collections.Concurrent;
using Akka.Actor;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>
/// A node asks for a cluster, the answer is lost, and the node founds a cluster of its own. The other cluster counts the node as a member that can be reached, so
/// nobody removes the node, and the two clusters share a member.
/// </summary>
public sealed class OneSidedClusterTests
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<int> _ends = new();

    [Fact]
    public async Task A_node_that_another_cluster_counts_as_a_member_ends_if_that_lasts()
    {
        var port = LoopbackPorts.Take(1);
        await using var node = await TestNode.StartAsync("web", port[0], port, "");
        await Eventually.HoldsAsync(() => Task.FromResult(node.Cluster.State.Members.Count == 1), Patience, "the node has founded a cluster");
        var self = node.Cluster.SelfUniqueAddress;
        var judge = node.System.ActorOf(
            NodeActor.Props([self.Address], (_, code) => _ends.Enqueue(code), _time, new LostMembers(), new DialFaults(_time, NullLogger<DialFaults>.Instance), NullLogger.Instance), "judge");
        var mine = new NodeIdentity(self.Address.ToString(), self.Uid);

        // The greeting has no sender, so it counts as one of this address.
        var strange = new NodeIdentity("akka://cryptoflow", 1);

        await GreetAsync(judge, mine, strange);
        _time.Advance(TimeSpan.FromSeconds(14));
        await GreetAsync(judge, mine, strange);

        // The next greeting shows another cluster, so the time begins anew.
        await GreetAsync(judge, mine);
        await GreetAsync(judge, mine, strange);
        _time.Advance(TimeSpan.FromSeconds(14));
        await GreetAsync(judge, mine, strange);
        Assert.Empty(_ends);

        // The other node became a member, so nobody asked it for weeks. It is started again, and the news of its join is late once more.
        _time.Advance(TimeSpan.FromDays(20));
        await GreetAsync(judge, mine, strange);
        Assert.Empty(_ends);

        _time.Advance(TimeSpan.FromSeconds(15));
        await GreetAsync(judge, mine, strange);
        Assert.Equal(NodeExitCodes.Islands, Assert.Single(_ends));
    }

    private static async Task GreetAsync(IActorRef judge, params NodeIdentity[] members)
    {
        judge.Tell(new NodeGreeting(WireVersions.Own, [.. members]).ToString(), ActorRefs.NoSender);
        await judge.Ask<string>(NodeGreeting.Question, Patience);
    }
}
