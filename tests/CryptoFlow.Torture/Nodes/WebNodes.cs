using System.Globalization;
using CryptoFlow.Torture.Nodes.Load;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes;

/// <summary>Web nodes that come and are killed under load, beside two that stay. The clients know each node from the moment it is ready, and for a while after its end.</summary>
internal static class WebNodes
{
    private static readonly NodePlan[] Staying = [new("a", "db,collector"), new("b", "collector,web"), new("c", "paper,web")];

    /// <summary>How long clients still ask a node that was killed, as behind a load balancer that has not noticed it yet.</summary>
    private static readonly TimeSpan KnownAfterItsEnd = TimeSpan.FromSeconds(3);

    /// <param name="network">The network between the nodes.</param>
    /// <param name="tls">Whether the nodes speak TLS.</param>
    /// <param name="times">How many nodes come and go.</param>
    /// <param name="seed">Seed of all choices.</param>
    /// <param name="say">Receives the progress.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(INodeNetwork network, bool tls, int times, int seed, Action<string> say)
    {
        var random = new Random(seed);
        await using var stage = await ClusterStage.StartAsync(new ClusterPlan(Staying, tls, StableAfterSeconds: 5), network, seed % 1_000);
        say($"the cluster is whole: {string.Join(", ", Staying.Select(n => n.ToString()))}");
        Uri[] staying = [.. stage.Nodes.Where(n => n.Plan.HasWeb).Select(n => n.Place.Web)];
        IReadOnlyList<Uri> known = staying;
        await using var clients = new RetryingClients(() => Volatile.Read(ref known), seed);
        for (var time = 0; time < times; time++)
        {
            var node = stage.Add(new NodePlan($"w{time}", "web", IsSeed: false));
            await Eventually.GetAsync(async () => await node.IsReadyAsync() ? "yes" : null, ClusterStage.Patience, $"{node.Plan} is ready", TimeSpan.FromMilliseconds(200));
            Volatile.Write(ref known, [.. staying, node.Place.Web]);
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(random.Next(1_000, 6_000)));
            await stage.RemoveAsync(node);
            await Eventually.PassAsync(KnownAfterItsEnd);
            Volatile.Write(ref known, staying);
            say(string.Create(CultureInfo.InvariantCulture, $"  {node.Plan} came and was killed; load {MachineLoad.Now}"));
        }

        await stage.WholeAsync();
        List<Finding> findings = [new("web nodes that came and were killed", $"{times}"), .. await clients.EndAsync(), Finding.None("exit codes other than 0 after SIGTERM", await stage.EndAsync())];
        using (var file = new ForeignConnection(stage.Database, readOnly: true))
            findings.Add(clients.Lost(file));
        return await stage.ConcludeAsync(findings);
    }
}
