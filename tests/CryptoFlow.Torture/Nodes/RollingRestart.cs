using System.Diagnostics;
using System.Globalization;
using CryptoFlow.Torture.Nodes.Judge;
using CryptoFlow.Torture.Nodes.Load;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes;

/// <summary>
/// The rolling restart of docs/operations.md under load: node after node leaves the cluster, ends, and is started again; the nodes with the file last, the writer's at the
/// very end.
/// </summary>
internal static class RollingRestart
{
    /// <summary>The promise for the time without a writer.</summary>
    private const double WriterAwaySeconds = 3;

    private static readonly NodePlan[] Nodes = [new("a", "db"), new("b", "db"), new("c", "collector,web"), new("d", "collector,paper,web", IsSeed: false)];

    /// <param name="network">The network between the nodes.</param>
    /// <param name="tls">Whether the nodes speak TLS.</param>
    /// <param name="times">How often each node is restarted.</param>
    /// <param name="seed">Seed of the clients' choices and of the market.</param>
    /// <param name="say">Receives the progress.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(INodeNetwork network, bool tls, int times, int seed, Action<string> say)
    {
        await using var stage = await ClusterStage.StartAsync(new ClusterPlan(Nodes, tls, StableAfterSeconds: 5), network, seed % 1_000);
        say($"the cluster is whole: {string.Join(", ", Nodes.Select(n => n.ToString()))}");
        WriteRecord.Begin(stage.Database);
        Uri[] servers = [.. stage.Nodes.Where(n => n.Plan.HasWeb).Select(n => n.Place.Web)];
        var (codes, away) = (new List<string>(), new List<TimeSpan>());
        await using var load = new ClusterLoad(stage.Nodes, seed);
        await using var feed = new FeedClients(stage.Nodes, seed);
        await using var clients = new RetryingClients(() => servers, seed);
        await load.FlowsAsync();
        for (var time = 0; time < times; time++)
        {
            var writer = await Eventually.GetAsync(stage.WriterAsync, ClusterStage.Patience, "a node says where the writer is", TimeSpan.FromSeconds(2));
            foreach (var node in stage.Nodes.OrderBy(n => n.Plan.HasDatabase).ThenBy(n => n == writer).ToList())
            {
                var began = Stopwatch.GetTimestamp();
                var code = await node.EndAsync(() => stage.LeaveAsync(node));
                if (code != 0)
                    codes.Add($"{node.Plan}: {code}");
                var ended = Stopwatch.GetElapsedTime(began);
                node.Start();
                await stage.WholeAsync();
                await load.FlowsAsync();
                var gap = load.Markers.Answers.LongestGap(began);
                if (node == writer)
                    away.Add(gap);
                say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {node.Plan}{(node == writer ? ", the writer's node" : "")}: ended after {ended.TotalSeconds:F1} s, whole after {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s; no write for {gap.TotalSeconds:F2} s; load {MachineLoad.Now}"));
            }
        }

        await stage.CaughtUpAsync();
        List<Finding> findings = [.. await clients.EndAsync(), .. await load.EndAsync(), Finding.None("exit codes other than 0 after cluster leave", codes)];
        await feed.EndAsync(stage.Database);
        findings.Add(Finding.None("exit codes other than 0 after SIGTERM", await stage.EndAsync()));
        using (var file = new ForeignConnection(stage.Database, readOnly: true))
            findings.AddRange([.. WriteRecord.Judge(file, load.Markers.Acknowledged), clients.Lost(file), .. feed.Judge(file)]);
        double[] sorted = [.. away.Select(a => a.TotalSeconds).Order()];
        findings.Add(new Finding("no write while the writer moves, least/median s", string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:F2}/{sorted[sorted.Length / 2]:F2} of {sorted.Length}")));
        findings.Add(Finding.AtMost("no write while the writer moves, most", sorted[^1], WriterAwaySeconds, "s"));
        return await stage.ConcludeAsync(findings);
    }
}
