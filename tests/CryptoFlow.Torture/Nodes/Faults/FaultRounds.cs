using System.Diagnostics;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes.Faults;

/// <summary>Which part of the rounds speaks TLS.</summary>
internal enum TlsRounds
{
    None,
    Half,
    All,
}

/// <summary>Rounds of faults at the nodes of a cluster, one round after the other. The seed of a round follows from the first seed.</summary>
/// <param name="Network">Makes the network of a round.</param>
/// <param name="Faults">The faults of each round.</param>
/// <param name="Targets">The names of the nodes that are struck, such as <c>abc</c>.</param>
/// <param name="Tls">Which rounds speak TLS.</param>
/// <param name="StableAfterSeconds">The setting <c>Cluster:StableAfterSeconds</c>.</param>
/// <param name="Keep">Whether the directory of each round is kept, with the output of its nodes, and not only that of a round that fails.</param>
internal sealed record FaultRounds(Func<INodeNetwork> Network, IReadOnlyList<NodeFault> Faults, string Targets, TlsRounds Tls, int StableAfterSeconds, bool Keep = false)
{
    /// <param name="rounds">Number of rounds.</param>
    /// <param name="lasts">No round begins after this time.</param>
    /// <param name="seed">Seed of the first round. Each later round has the seed of the round before, plus one.</param>
    /// <param name="say">Receives the progress.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(int rounds, TimeSpan lasts, int seed, Action<string> say)
    {
        var (findings, times, began) = (new List<Finding>(), new RecoveryTimes(), Stopwatch.GetTimestamp());
        for (var round = 0; round < rounds && Stopwatch.GetElapsedTime(began) < lasts; round++)
        {
            // Four rounds have every pair of a layout and TLS.
            var tls = Tls == TlsRounds.All || (Tls == TlsRounds.Half && round % 4 is 1 or 2);
            var plan = new ClusterPlan(round % 2 == 0 ? ClusterPlan.OneDatabase : ClusterPlan.TwoDatabases, tls, StableAfterSeconds);
            await using var network = Network();
            try
            {
                findings.AddRange(await new FaultRound(plan, [.. Faults.Where(f => network.CanCut || !f.NeedsCut)], Targets, Keep, seed + round, say).RunAsync(network, times));
            }
            catch (Exception never) when (never is TimeoutException or InvalidOperationException)
            {
                findings.Add(Finding.None($"the round of seed {seed + round} did not begin", [never.Message]));
            }

            foreach (var broken in findings.Where(f => !f.Met))
                say($"NOT MET: {broken.What}: {broken.Measured}");
        }

        return [.. findings, .. times.ToFindings()];
    }
}
