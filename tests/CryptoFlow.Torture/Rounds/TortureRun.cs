using System.Diagnostics;

namespace CryptoFlow.Torture.Rounds;

/// <summary>Runs rounds one after the other. The seed of each round follows from the first seed.</summary>
internal static class TortureRun
{
    /// <param name="lasts">No round starts after this time.</param>
    /// <param name="rounds">Largest number of rounds.</param>
    /// <param name="seed">Seed of the first round. Each later round has the seed of the round before, plus one.</param>
    /// <param name="disturbed">How long the disturbances of a round last.</param>
    /// <param name="progress">Receives one line about each round.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(TimeSpan lasts, int rounds, int seed, TimeSpan disturbed, Action<string> progress)
    {
        var findings = new List<Finding>();
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds && Stopwatch.GetElapsedTime(began) < lasts; round++)
        {
            var found = await new TortureRound(seed + round, disturbed).RunAsync();
            foreach (var finding in found)
                progress($"{finding.What}: {finding.Measured}{(finding.Met ? "" : " NOT MET")}");
            findings.AddRange(found);
        }

        return findings;
    }
}
