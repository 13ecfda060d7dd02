using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Membership;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Operations;

/// <summary>An operator removes the writer's node, which the network has cut off.</summary>
public sealed class DownTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The nodes that go on remove nobody by themselves within the time of the test, so only the operator does.</summary>
    private static readonly Dictionary<string, string?> Waits = new() { ["CryptoFlow:Cluster:StableAfterSeconds"] = "600" };

    private readonly TempDirectory _directory = new();

    private string Database => _directory.File("candles.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Down_at_a_node_that_is_not_the_leader_moves_the_writer_and_the_node_that_was_cut_off_ends_with_70()
    {
        int[] ports = [.. LoopbackPorts.Take(3).Order()];
        await using var cut = await StartAsync("db", ports[0], ports[0], settings: null);
        await HoldsAsync(() => cut.Readiness.Missing() is null, "the first node has the writer");
        await using var next = await StartAsync("db", ports[1], ports[0], Waits);
        await using var web = await StartAsync("web", ports[2], ports[0], Waits);
        TestNode[] others = [next, web];
        await HoldsAsync(() => others.All(node => node.Readiness.Missing() is null && node.Control.Members.Count(m => m.Status == "up") == 3), "three nodes are one cluster");
        await web.WriteAsync(0);

        foreach (var node in others)
        {
            await node.CutAsync(cut.Cluster.SelfAddress);
            await cut.CutAsync(node.Cluster.SelfAddress);
        }

        await HoldsAsync(() => others.All(node => node.Control.Members.Any(m => m.Address == cut.Control.Self && !m.IsReachable)), "the others do not reach the node");
        var leader = web.Control.Leader;
        Assert.NotNull(leader);
        var ordered = others.Single(node => node.Control.Self != leader);

        ordered.Control.Down(cut.Control.Self);

        await HoldsAsync(() => others.All(node => node.Control.Members.Select(m => m.Address).Order().SequenceEqual(others.Select(o => o.Control.Self).Order())), "the node is no member any more");
        Assert.Equal(1, (await web.WriteAsync(1)).Inserted);
        await HoldsAsync(() => web.Control.Singletons.Any(s => s is { Name: "writer", Epoch: 2 } && s.Address == next.Control.Self), "the writer is on the other node with the file");
        await HoldsAsync(() => cut.System.WhenTerminated.IsCompleted, "the node that was cut off ends");
        Assert.Equal(NodeExitCodes.Downed, cut.Services.GetRequiredService<INodeEnd>().Find()?.ExitCode);
        Assert.All(others, node => Assert.Null(node.Stop.Reason));
    }

    private static Task HoldsAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), Patience, what);

    private Task<TestNode> StartAsync(string roles, int port, int seed, Dictionary<string, string?>? settings) =>
        TestNode.StartAsync(roles, port, [seed], roles == "db" ? Database : "", settings, NetworkCut.Hocon);
}
