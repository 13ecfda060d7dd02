using System.Diagnostics;
using System.Globalization;
using CryptoFlow.Torture.Nodes.Judge;
using CryptoFlow.Torture.Nodes.Load;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes.Faults;

/// <summary>
/// One cluster from its first start through each fault at each node, in a drawn order, to an undisturbed end. Then the file is held against what was acknowledged, against
/// the clients' logs and against the exchanges.
/// </summary>
internal sealed class FaultRound(ClusterPlan plan, IReadOnlyList<NodeFault> faults, string targets, bool keep, int seed, Action<string> say)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _struck = [];

    /// <param name="network">The network between the nodes.</param>
    /// <param name="times">Takes the times.</param>
    /// <returns>One line about the round, and a finding for each promise that was broken. If there is one, the directory is kept.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync(INodeNetwork network, RecoveryTimes times)
    {
        await using var stage = await ClusterStage.StartAsync(plan, network, seed % 1_000);
        say($"round of seed {seed}: the cluster is whole: {plan}, {network.Name}");
        WriteRecord.Begin(stage.Database);
        var findings = new List<Finding>();
        try
        {
            await using var load = new ClusterLoad(stage.Nodes, seed);
            await using var feed = new FeedClients(stage.Nodes, seed);
            await load.FlowsAsync();
            foreach (var (fault, node) in Draw(stage))
            {
                // Akka ends all nodes if their reachability goes on changing for longer than stable-after and 4 s.
                if (_struck.Count > 0)
                    await Eventually.PassAsync(TimeSpan.FromSeconds(plan.StableAfterSeconds + 5));
                await StrikeAsync(stage, load, fault, node, times);
            }

            await stage.CaughtUpAsync();
            findings.AddRange(await load.EndAsync());
            await feed.EndAsync(stage.Database);
            findings.Add(Finding.None("exit codes other than 0 after SIGTERM", [.. await stage.EndAsync()]));
            using var file = new ForeignConnection(stage.Database, readOnly: true);
            findings.AddRange([.. WriteRecord.Judge(file, load.Markers.Acknowledged), .. feed.Judge(file)]);
            findings.AddRange(await Audit.FindingsAsync(stage.Database, stage.Exchanges, ClusterStage.Set.Plan, await stage.Exchanges.NowAsync()));
        }
        catch (Exception never) when (never is TimeoutException or InvalidOperationException)
        {
            findings.Add(Finding.None("the cluster did not recover", [never.Message]));
        }

        findings.Add(Finding.Zero("requests that an exchange refused", await stage.Exchanges.RefusedAsync()));
        findings.Add(Finding.None("nodes that ended by themselves with a code that says nothing of the cluster", [.. Strange(stage)]));
        return await SummaryAsync(stage, findings);
    }

    /// <summary>Each fault at each node that is a target, in a drawn order.</summary>
    private (NodeFault Fault, ClusterNode Node)[] Draw(ClusterStage stage)
    {
        (NodeFault, ClusterNode)[] all = [.. faults.SelectMany(f => stage.Nodes.Where(n => targets.Contains(n.Plan.Name, StringComparison.Ordinal)).Select(n => (f, n)))];
        _random.Shuffle(all);
        return all;
    }

    private async Task StrikeAsync(ClusterStage stage, ClusterLoad load, NodeFault fault, ClusterNode node, RecoveryTimes times)
    {
        var part = await PartOfAsync(stage, node);
        var began = Stopwatch.GetTimestamp();
        await fault.StrikeAsync(stage, node);
        await stage.WholeAsync();
        var whole = Stopwatch.GetElapsedTime(began);
        await load.FlowsAsync();
        var recovery = new Recovery(
            whole,
            load.Markers.Answers.LongestGap(began),
            load.Readers.Where(r => r.Node != node).Select(r => r.Answers.LongestGap(began)).DefaultIfEmpty().Max());
        times.Add($"{fault.What}, {part}", recovery);
        _struck.Add($"{fault.Key} {node.Plan.Name}");
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {fault.What} at {node.Plan}, {part}: whole after {whole.TotalSeconds:F1} s; no write for {recovery.NoWrite.TotalSeconds:F1} s; no read elsewhere for {recovery.NoReadElsewhere.TotalSeconds:F1} s; load {MachineLoad.Now}"));
    }

    private static async Task<string> PartOfAsync(ClusterStage stage, ClusterNode node)
    {
        if (!node.Plan.HasDatabase)
            return "a node without the file";
        if (stage.Nodes.Count(n => n.Plan.HasDatabase) == 1)
            return "the only db node";
        return await stage.WriterAsync() == node ? "the writer's node of two db nodes" : "the other db node";
    }

    /// <summary>The codes of docs/operations.md that name the cluster are 70 to 73, and 79 with TLS.</summary>
    private static IEnumerable<string> Strange(ClusterStage stage) =>
        from node in stage.Nodes
        from exit in node.Exits
        where !exit.Ordered && exit.Code is not ((>= 70 and <= 73) or 79)
        select $"{node.Plan}: exit code {exit.Code}, {exit.Said}";

    private async Task<IReadOnlyList<Finding>> SummaryAsync(ClusterStage stage, List<Finding> findings)
    {
        var codes = stage.Nodes.SelectMany(n => n.Exits).Where(e => !e.Ordered).CountBy(e => e.Code).OrderBy(c => c.Key).Select(c => $"{c.Value} x {c.Key}");
        var line = $"{plan}, {stage.Network.Name}; {string.Join(", ", _struck)}; ended by themselves: {(codes.Any() ? string.Join(", ", codes) : "none")}; "
            + string.Join("; ", findings.Where(f => f.Promise is null).Select(f => $"{f.What}: {f.Measured}"));
        var broken = findings.Where(f => !f.Met).ToList();
        await stage.ConcludeAsync(findings, keep);
        return [Finding.True($"round of seed {seed}", line, broken.Count == 0 && !keep ? "all holds" : $"all holds (kept: {stage.Folder})", broken.Count == 0), .. broken];
    }
}
