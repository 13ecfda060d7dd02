using System.Globalization;
using CryptoFlow.Testing.Security;
using CryptoFlow.Torture.Load;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes;

/// <summary>A cluster of real processes on one database file, the simulated exchanges with their limits, and a directory for all of it.</summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    /// <summary>How long the cluster may take to be whole. It is long because other programs may keep both cores busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at the whole cluster. The route of the operator's commands answers one request a second.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1_200);

    private readonly ClusterPlan _plan;
    private readonly INodeNetwork _network;
    private readonly TestAuthority? _authority;
    private readonly string _directory = Directory.CreateTempSubdirectory("cryptoflow-cluster-").FullName;
    private readonly List<ClusterNode> _nodes = [];
    private readonly List<ClusterNode> _gone = [];

    private ClusterStage(ClusterPlan plan, INodeNetwork network, SimulatorProcess exchanges)
    {
        (_plan, _network, Exchanges) = (plan, network, exchanges);
        _authority = plan.Tls ? new TestAuthority(_directory, "authority") : null;
    }

    /// <summary>What the collectors collect: some 60,000 candles, then a closed candle of each series every two seconds.</summary>
    public static CollectedSet Set { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "10",
        ["Collector:Timeframes:0"] = "1m",
        ["Collector:Timeframes:1"] = "15m",
        ["Collector:PollIntervalSeconds"] = "2",
        ["Collector:GapRetrySeconds"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:binance:Symbols:1"] = "ETHUSDT",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Symbols:1"] = "ETHUSDT",
        ["Exchanges:bitget:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:HistoryDays"] = "3",
    });

    public SimulatorProcess Exchanges { get; }

    /// <summary>The nodes of the plan, and those that were added and not taken away.</summary>
    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    public INodeNetwork Network => _network;

    public string Database => Path.Combine(_directory, "candles.db");

    public string Folder => _directory;

    /// <summary>Starts the exchanges and the nodes, and waits until the cluster is whole.</summary>
    /// <param name="plan">The nodes.</param>
    /// <param name="network">The network between them. The caller disposes it.</param>
    /// <param name="seed">Seed of the exchanges' market.</param>
    public static async Task<ClusterStage> StartAsync(ClusterPlan plan, INodeNetwork network, int seed)
    {
        var exchanges = await SimulatorProcess.StartAsync("--speed", "30", "--latency-ms", "20", "--seed", Text(seed));
        var stage = new ClusterStage(plan, network, exchanges);
        try
        {
            foreach (var node in plan.Nodes)
                stage.Add(node);
            await stage.WholeAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a node and starts it. Does not wait.</summary>
    public ClusterNode Add(NodePlan plan)
    {
        var place = _network.PlaceOf(_nodes.Count + _gone.Count);
        var node = new ClusterNode(plan, place, EndlessBackfill.Key, () => ChildProcess.StartOwnUnder(
            place.Wrapper, "CryptoFlow.Web", ["--urls", place.Web.GetLeftPart(UriPartial.Authority), "--database", Database], EnvironmentOf(plan, place)));
        _nodes.Add(node);
        node.Start();
        return node;
    }

    /// <summary>Kills a node, and nobody starts it again.</summary>
    public async Task RemoveAsync(ClusterNode node)
    {
        await node.EndAsync(() =>
        {
            node.Child.Kill();
            return Task.CompletedTask;
        });
        _nodes.Remove(node);
        _gone.Add(node);
    }

    /// <summary>Waits until every node is ready and sees every other as up and reachable.</summary>
    public async Task WholeAsync() => await Eventually.GetAsync(
        async () =>
        {
            if (_nodes.FirstOrDefault(n => n.Exits.Any(e => !e.Ordered && e.Code is 0 or 2 or 74)) is { } ended)
                throw new InvalidOperationException($"Node {ended.Plan} has ended for good: {ended.Exits[^1]}{Environment.NewLine}{ended.Transcript()}");
            return (await Task.WhenAll(_nodes.Select(n => n.IsWholeAsync(_nodes.Count)))).All(whole => whole) ? "whole" : null;
        },
        Patience,
        $"the cluster is whole: {string.Join(", ", _nodes.Select(n => n.Plan))}",
        LookEvery);

    /// <summary>Asks another node to let this one leave. While a member is unreachable, nobody may leave, so the tool asks again.</summary>
    public async Task LeaveAsync(ClusterNode node)
    {
        var other = _nodes.First(n => n != node);
        await Eventually.GetAsync(
            async () => (await other.AskAsync("cluster", "leave", "--address", $"{node.Place.Cluster}", "--yes")) is { Count: > 0 } lines ? lines : null,
            Patience,
            $"{other.Plan} lets {node.Plan} leave",
            LookEvery);
    }

    /// <summary>The node on which the writer runs, as a node of the cluster says; null if none says it.</summary>
    public async Task<ClusterNode?> WriterAsync()
    {
        foreach (var node in _nodes)
        {
            var writer = (await node.AskAsync("cluster", "singletons")).FirstOrDefault(line => line.StartsWith("writer", StringComparison.Ordinal));
            if (_nodes.FirstOrDefault(n => writer?.Contains($"@{n.Place.Cluster}", StringComparison.Ordinal) == true) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Stops the exchanges' clock and waits until every candle is stored.</summary>
    public async Task CaughtUpAsync()
    {
        var until = await Exchanges.StopClockAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                using var file = new ForeignConnection(Database, readOnly: true);
                return Set.Plan.Series.All(series => IsComplete(file, series, until));
            },
            Patience,
            "every candle of the exchanges is stored");
    }

    /// <summary>Ends all nodes in order, those with the file last. Returns the exit codes that are not 0, in words.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        var wrong = new List<string>();
        foreach (var node in _nodes.OrderBy(n => n.Plan.HasDatabase))
        {
            if (await node.TerminateAsync() is not 0 and var code)
                wrong.Add($"{node.Plan}: exit code {code}");
        }

        return wrong;
    }

    /// <summary>Deletes the directory if all promises hold. Else it keeps the directory with the output of every node, and adds a line that says where.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="keep">Keeps the directory in any case.</param>
    public async Task<IReadOnlyList<Finding>> ConcludeAsync(IReadOnlyList<Finding> findings, bool keep = false)
    {
        var broken = findings.Where(f => !f.Met).ToList();
        if (broken.Count == 0 && !keep)
        {
            Directory.Delete(_directory, recursive: true);
            return findings;
        }

        foreach (var node in _nodes.Concat(_gone))
            await File.WriteAllTextAsync(Path.Combine(_directory, $"node-{node.Plan.Name}.log"), node.Transcript());
        await File.WriteAllLinesAsync(Path.Combine(_directory, "broken.txt"), broken.Select(f => $"{f.What}: {f.Measured}"));
        return [.. findings, new("kept for a look", _directory)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Concat(_gone))
            await node.DisposeAsync();
        await Exchanges.DisposeAsync();
        _authority?.Dispose();
    }

    private static bool IsComplete(ForeignConnection file, SeriesKey series, long until)
    {
        var history = ExchangeTruth.HistoryOf(Set.Plan, series, until);
        var stored = file.Scalar<long>(
            $"SELECT count(*) FROM candles_{series.Interval.Minutes} WHERE symbol = '{series.Instrument.StorageKey}' AND time >= {history.From} AND time < {history.To}");
        return stored == history.Count(series.Interval);
    }

    private Dictionary<string, string?> EnvironmentOf(NodePlan plan, NodePlace place)
    {
        var seeds = _plan.Nodes.Select((node, i) => (node, i)).Where(n => n.node.IsSeed).Select(n => $"{_network.PlaceOf(n.i).Cluster}");
        var environment = Set.EnvironmentFor(Exchanges);
        foreach (var (exchange, address) in Exchanges.ExchangeAddresses)
            environment[$"CryptoFlow__Exchanges__{exchange}__BaseUrl"] = _network.AddressForNodes(address);
        foreach (var (key, value) in ((string, string)[])
        [
            ("Api:Key", EndlessBackfill.Key),
            ("Database:CommitLogSize", "10000000"),
            ("Cluster:Enabled", "true"),
            ("Cluster:Roles", plan.Roles),
            ("Cluster:Hostname", $"{place.Cluster.Address}"),
            ("Cluster:Port", Text(place.Cluster.Port)),
            ("Cluster:SeedNodes", string.Join(',', seeds)),
            ("Cluster:StableAfterSeconds", Text(_plan.StableAfterSeconds)),
        ])
        {
            environment["CryptoFlow__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (key, value) in _authority?.SettingsFor(plan.Name, address: place.Cluster.Address) ?? [])
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return environment;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
