using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Storage;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>One node was started with <c>--demo</c>, the other without it.</summary>
public sealed class MarketOriginTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_collector_of_the_exchanges_ends_in_a_cluster_of_the_simulator_and_a_web_node_does_not()
    {
        var ports = LoopbackPorts.Take(3);
        await using var db = await TestNode.StartAsync("db", ports[0], ports[..1], _directory.File("demo.db"), origin: MarketOrigin.Simulator);
        await HoldsAsync(() => db.Readiness.Missing() is null, "the node with the file is ready");
        await using var web = await TestNode.StartAsync("web", ports[1], ports[..1], "", origin: MarketOrigin.Exchanges);
        await using var collector = await TestNode.StartAsync("collector", ports[2], ports[..1], "", origin: MarketOrigin.Exchanges);

        await HoldsAsync(() => collector.Stop.Reason is not null, "the collector ends");

        Assert.Equal(2, collector.Stop.ExitCode);
        Assert.Equal(
            $"This node takes its candles from the exchanges, and {db.Control.Self} takes them from the simulator (--demo). Both would write into one file, so this node ends. "
            + "Give --demo to all nodes with the role db or collector, or to none.",
            collector.Stop.Reason);
        await HoldsAsync(() => web.Readiness.Missing() is null, "the web node is ready");
        Assert.All([db, web], node => Assert.Null(node.Stop.Reason));
        Assert.Equal(MarketOrigin.Simulator, web.Services.GetRequiredService<IFileOrigin>().Find());
        Assert.Equal("db", string.Join(',', db.Control.Members.Single(m => m.Address == db.Control.Self).Roles));
    }

    private static Task HoldsAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), HangGuard.Limit, what);
}
