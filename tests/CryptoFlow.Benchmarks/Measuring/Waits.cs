using System.Globalization;
using System.Text.RegularExpressions;

namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>A histogram of the program's own: how many durations stayed within which bound, in seconds.</summary>
/// <param name="WithinBound">Ascending by bound, cumulative; the last bound is infinite.</param>
/// <param name="TotalSeconds">The sum of all.</param>
internal sealed partial record Waits(IReadOnlyList<(double Bound, double Count)> WithinBound, double TotalSeconds)
{
    public double Count => WithinBound.Count == 0 ? 0 : WithinBound[^1].Count;

    public double MeanMs => Count == 0 ? 0 : TotalSeconds / Count * 1_000;

    /// <summary>Of the series of a histogram that has a label; nothing where it is not there yet.</summary>
    public static Waits Of(PrometheusText metrics, string name, string label) => new(
        [
            .. metrics.Samples[name + "_bucket"]
                .Where(s => s.Labels.Contains(label, StringComparison.Ordinal))
                .Select(s => (Bound().Match(s.Labels).Groups[1].Value is "+Inf" ? double.PositiveInfinity : double.Parse(Bound().Match(s.Labels).Groups[1].Value, CultureInfo.InvariantCulture), s.Value)),
        ],
        metrics.Samples[name + "_sum"].Where(s => s.Labels.Contains(label, StringComparison.Ordinal)).Sum(s => s.Value));

    /// <summary>What came after an earlier look.</summary>
    public Waits Since(Waits before) => before.WithinBound.Count == 0
        ? this
        : new([.. WithinBound.Zip(before.WithinBound, (now, then) => (now.Bound, now.Count - then.Count))], TotalSeconds - before.TotalSeconds);

    /// <summary>The least bound that a share (0..1) of all stayed within, seconds; 0 where there are none.</summary>
    public double Percentile(double share) => Count == 0 ? 0 : WithinBound.First(w => w.Count >= share * Count).Bound;

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex Bound();
}
