namespace CryptoFlow.Torture.Nodes.Faults;

/// <summary>What happens to one node of a cluster under test.</summary>
/// <param name="Key">The name on the command line.</param>
/// <param name="What">The name in the report.</param>
/// <param name="NeedsCut">Whether the network must be able to cut a node off.</param>
/// <param name="StrikeAsync">Does it, and returns when it is over for the node. The cluster may need longer.</param>
internal sealed record NodeFault(string Key, string What, bool NeedsCut, Func<ClusterStage, ClusterNode, Task> StrikeAsync)
{
    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("kill", "SIGKILL", NeedsCut: false, async (_, node) =>
        {
            var before = node.Exits.Count;
            node.Kill();
            await Eventually.HoldsAsync(() => node.Exits.Count > before && !node.Child.HasExited, ClusterStage.Patience, "the supervisor starts the node again");
        }),
        new("stop", "SIGSTOP for 30 s", NeedsCut: false, async (_, node) =>
        {
            var stopped = node.Child;
            stopped.Suspend();
            await Eventually.PassAsync(TimeSpan.FromSeconds(30));
            stopped.Resume();
        }),
        new("cut3", "network cut for 3 s", NeedsCut: true, (stage, node) => CutAsync(stage, node, TimeSpan.FromSeconds(3))),
        new("cut60", "network cut for 60 s", NeedsCut: true, (stage, node) => CutAsync(stage, node, TimeSpan.FromSeconds(60))),
        new("leave", "cluster leave", NeedsCut: false, async (stage, node) =>
        {
            if (await node.EndAsync(() => stage.LeaveAsync(node)) is not 0 and var code)
                throw new InvalidOperationException($"{node.Plan} has left with exit code {code}: {node.Exits[^1].Said}");
            node.Start();
        }),
    ];

    private static async Task CutAsync(ClusterStage stage, ClusterNode node, TimeSpan time)
    {
        var number = stage.Nodes.ToList().IndexOf(node);
        stage.Network.Cut(number);
        await Eventually.PassAsync(time);
        stage.Network.Heal(number);
    }
}
