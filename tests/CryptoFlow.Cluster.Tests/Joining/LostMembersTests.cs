using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>Which removals of members count as losses.</summary>
public sealed class LostMembersTests
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    [Fact]
    public async Task A_member_that_was_downed_is_lost_and_a_member_that_left_is_not()
    {
        var port = LoopbackPorts.Take(1);
        await using var node = await TestNode.StartAsync("web", port[0], port, "");
        await Eventually.HoldsAsync(() => Task.FromResult(node.Cluster.State.Members.Count == 1), Patience, "the node has founded a cluster");
        var (lost, self) = (new LostMembers(), node.Cluster.SelfMember);
        var judge = node.System.ActorOf(NodeActor.Props([self.Address], (_, _) => { }, TimeProvider.System, lost, new DialFaults(TimeProvider.System, NullLogger<DialFaults>.Instance), NullLogger.Instance), "judge");

        judge.Tell(new ClusterEvent.MemberRemoved(self.Copy(MemberStatus.Leaving).Copy(MemberStatus.Exiting).Copy(MemberStatus.Removed), MemberStatus.Exiting));
        await judge.Ask<string>(NodeGreeting.Question, Patience);
        Assert.Equal(0, lost.Count);

        judge.Tell(new ClusterEvent.MemberRemoved(self.Copy(MemberStatus.Down).Copy(MemberStatus.Removed), MemberStatus.Down));
        await judge.Ask<string>(NodeGreeting.Question, Patience);
        Assert.Equal(1, lost.Count);
    }
}
