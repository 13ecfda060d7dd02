using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Transport;
using static Akka.Remote.Transport.ThrottleTransportAdapter;

namespace CryptoFlow.Cluster.Tests.Hosting;

/// <summary>Cuts the network between nodes of this process, by the transport adapter of Akka that throttles: what is sent or received is lost, and the sockets stay open.</summary>
internal static class NetworkCut
{
    /// <summary>What a node needs to be cut off, for the argument <c>hocon</c> of <see cref="TestNode.StartAsync"/>.</summary>
    public const string Hocon = """akka.remote.dot-netty.tcp.applied-adapters = ["trttl"]""";

    /// <summary>Loses everything between two nodes, in both directions. A process that is started at the other node's address later is cut off, too.</summary>
    public static Task CutAsync(this TestNode node, Address other) => node.ThrottleAsync(other, Blackhole.Instance);

    public static Task HealAsync(this TestNode node, Address other) => node.ThrottleAsync(other, Unthrottled.Instance);

    private static async Task ThrottleAsync(this TestNode node, Address other, ThrottleMode mode)
    {
        var transport = ((IRemoteActorRefProvider)((ExtendedActorSystem)node.System).Provider).Transport;
        Assert.True(await transport.ManagementCommand(new SetThrottle(other, Direction.Both, mode)), "Akka throttles the transport");
    }
}
