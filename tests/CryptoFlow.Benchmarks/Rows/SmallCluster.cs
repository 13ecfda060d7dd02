using System.Globalization;
using CryptoFlow.Torture.Load;
using CryptoFlow.Torture.Nodes;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>A <c>db</c> node and two <c>web</c> nodes on loopback, on an existing file, without collecting.</summary>
internal sealed class SmallCluster : IAsyncDisposable
{
    private const int FirstPort = 21_400;

    private static readonly NodePlan[] Plan = [new("a", "db"), new("b", "web"), new("c", "web")];

    private readonly LoopbackNetwork _network = new(FirstPort);
    private readonly ClusterNode[] _nodes;

    private SmallCluster(string database) => _nodes = [.. Plan.Select((plan, i) => NodeOf(plan, _network.PlaceOf(i), database))];

    /// <summary>The addresses of the web nodes.</summary>
    public IReadOnlyList<Uri> Web => [.. _nodes.Where(n => n.Plan.HasWeb).Select(n => n.Place.Web)];

    public static async Task<SmallCluster> StartAsync(string database)
    {
        var cluster = new SmallCluster(database);
        try
        {
            foreach (var node in cluster._nodes)
                node.Start();
            await Eventually.GetAsync(
                async () => (await Task.WhenAll(cluster._nodes.Select(n => n.IsWholeAsync(Plan.Length)))).All(whole => whole) ? "whole" : null,
                ClusterStage.Patience,
                "the cluster is whole",
                TimeSpan.FromSeconds(1.2));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time of the <c>db</c> node so far.</summary>
    public TimeSpan DatabaseTime() => TimeOf(n => n.Plan.HasDatabase);

    /// <summary>Processor time of both <c>web</c> nodes so far.</summary>
    public TimeSpan WebTime() => TimeOf(n => n.Plan.HasWeb);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private TimeSpan TimeOf(Func<ClusterNode, bool> which) => _nodes.Where(which).Aggregate(TimeSpan.Zero, (sum, n) => sum + n.Child.ProcessorTime);

    private ClusterNode NodeOf(NodePlan plan, NodePlace place, string database)
    {
        var environment = new Dictionary<string, string?>(StoredProgram.Environment)
        {
            ["CryptoFlow__Api__Key"] = EndlessBackfill.Key,
            ["CryptoFlow__Cluster__Enabled"] = "true",
            ["CryptoFlow__Cluster__Roles"] = plan.Roles,
            ["CryptoFlow__Cluster__Port"] = place.Cluster.Port.ToString(CultureInfo.InvariantCulture),
            ["CryptoFlow__Cluster__SeedNodes"] = string.Join(',', Plan.Select((_, i) => $"{_network.PlaceOf(i).Cluster}")),
        };
        return new ClusterNode(
            plan, place, EndlessBackfill.Key, () => CryptoFlowProcess.RunCommand(environment, ["--urls", place.Web.GetLeftPart(UriPartial.Authority), "--database", database]));
    }
}
