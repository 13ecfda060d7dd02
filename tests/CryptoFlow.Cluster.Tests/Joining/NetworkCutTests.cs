using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Membership;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>The network between the nodes is cut and comes back, with real associations.</summary>
public sealed class NetworkCutTests : IDisposable
{
    private const int WebNodes = 4;

    /// <summary>The first seed founds a cluster sooner than in <c>hocon/cluster.conf</c>, so that the test does not wait for it.</summary>
    private const string Hocon = NetworkCut.Hocon + "\nakka.cluster.seed-node-timeout = 3 s";

    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();
    private readonly List<TestNode> _web = [];

    public void Dispose() => _directory.Dispose();

    /// <summary>
    /// The only node of its role is gone: a downing strategy that counts the nodes of that role would end all others. It is started again while it is cut off, hears no
    /// other seed and founds a second cluster. Akka never merges the two.
    /// </summary>
    [Fact]
    public async Task Only_the_database_is_cut_off_the_others_go_on_and_after_the_cut_there_is_one_cluster()
    {
        var ports = LoopbackPorts.Take(1 + WebNodes);
        var seeds = ports[..3];
        var db = await StartDatabaseAsync(ports[0], seeds);
        var address = db.Cluster.SelfAddress;
        try
        {
            _web.AddRange(await Task.WhenAll(ports[1..].Select(port => TestNode.StartAsync("web", port, seeds, "", hocon: Hocon))));
            await HoldsForAllAsync(node => Members(node) == 1 + WebNodes && node.Readiness.Missing() is null, "the nodes are one cluster");

            foreach (var node in _web)
            {
                await node.CutAsync(address);
                await db.CutAsync(node.Cluster.SelfAddress);
            }

            await HoldsForAllAsync(node => Members(node) == WebNodes, "the others have removed the database's node");
            await HoldsAsync(() => db.System.WhenTerminated.IsCompleted, "the node that is cut off ends");
            Assert.Equal(NodeExitCodes.Downed, db.Services.GetRequiredService<INodeEnd>().Find()?.ExitCode);
            Assert.All(_web, AssertGoesOn);
            await db.DisposeAsync();

            db = await StartDatabaseAsync(ports[0], seeds);
            await HoldsAsync(() => Members(db) == 1, "it is started again, and founds a second cluster");
            await Task.WhenAll(_web.Select(node => node.HealAsync(address)));
            await HoldsAsync(() => db.Stop.Reason is not null, "the smaller cluster ends");
            Assert.Equal(NodeExitCodes.Islands, db.Stop.ExitCode);
            Assert.All(_web, AssertGoesOn);
            await db.DisposeAsync();

            db = await StartDatabaseAsync(ports[0], seeds);
            await HoldsForAllAsync(node => Members(node) == 1 + WebNodes && node.Readiness.Missing() is null, "the nodes are one cluster again");
        }
        finally
        {
            await Task.WhenAll(_web.Append(db).Select(node => node.DisposeAsync().AsTask()));
        }
    }

    private static int Members(TestNode node) => node.Cluster.State.Members.Count(m => m.Status == Akka.Cluster.MemberStatus.Up);

    private static void AssertGoesOn(TestNode node)
    {
        Assert.Null(node.Stop.Reason);
        Assert.False(node.System.WhenTerminated.IsCompleted);
    }

    private Task<TestNode> StartDatabaseAsync(int port, int[] seeds) => TestNode.StartAsync("db", port, seeds, _directory.File("candles.db"), hocon: Hocon);

    private Task HoldsForAllAsync(Func<TestNode, bool> holds, string what) => HoldsAsync(() => _web.TrueForAll(node => holds(node)), what);

    private static Task HoldsAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), Patience, what);
}
