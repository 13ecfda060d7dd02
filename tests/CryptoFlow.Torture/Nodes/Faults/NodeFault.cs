using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes.Faults;

/// <summary>What happens to one node of a cluster under test.</summary>
/// <param name="Key">The name on the command line.</param>
/// <param name="What">The name in the report.</param>
/// <param name="NeedsCut">Whether the network must be able to cut a node off.</param>
/// <param name="StrikeAsync">Does it, and returns when it is over for the node. The cluster may need longer.</param>
internal sealed record NodeFault(string Key, string What, bool NeedsCut, Func<ClusterNode, int, INodeNetwork, Task> StrikeAsync)
{
    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("kill", "SIGKILL", NeedsCut: false, async (node, _, _) =>
        {
            var before = node.Exits.Count;
            node.Kill();
            await Eventually.HoldsAsync(() => node.Exits.Count > before && !node.Child.HasExited, ClusterStage.Patience, "the supervisor starts the node again");
        }),
        new("stop", "SIGSTOP for 30 s", NeedsCut: false, async (node, _, _) =>
        {
            var stopped = node.Child;
            stopped.Suspend();
            await Eventually.PassAsync(TimeSpan.FromSeconds(30));
            stopped.Resume();
        }),
        new("cut3", "network cut for 3 s", NeedsCut: true, (_, number, network) => CutAsync(number, network, TimeSpan.FromSeconds(3))),
        new("cut60", "network cut for 60 s", NeedsCut: true, (_, number, network) => CutAsync(number, network, TimeSpan.FromSeconds(60))),
    ];

    private static async Task CutAsync(int number, INodeNetwork network, TimeSpan time)
    {
        network.Cut(number);
        await Eventually.PassAsync(time);
        network.Heal(number);
    }
}
