using CryptoFlow.Processes.Support;
using CryptoFlow.Torture.Nodes.Faults;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Processes;

/// <summary>A short run of <c>torture cluster</c>: one fault at one of three processes on loopback.</summary>
[Collection(TestLane.TortureLoad)]
public sealed class ClusterFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_SIGKILL_of_the_writers_node_the_cluster_has_lost_nothing_and_no_client_missed_a_commit()
    {
        var seed = Seeds.Draw(output);
        var kill = NodeFault.All.Where(f => f.Key == "kill").ToList();
        var rounds = new FaultRounds(() => new LoopbackNetwork(20_000 + (seed % 10_000)), kill, Targets: "a", TlsRounds.All, StableAfterSeconds: 3);
        Reported.AssertMet(await rounds.RunAsync(rounds: 1, TimeSpan.MaxValue, seed, output.WriteLine), output);
    }
}
