using System.Diagnostics;

namespace CryptoFlow.Torture.Rounds;

/// <summary>Rounds one after the other, each with a seed that follows from the first.</summary>
internal static class TortureRun
{
    /// <param name="lasts">No round begins after this time.</param>
    /// <param name="rounds">At most so many.</param>
    /// <param name="seed">The first round's; each later one's is one more.</param>
    /// <param name="disturbed">How long a round is disturbed before it is left alone.</param>
    /// <param name="progress">Told what came of each round.</param>
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
