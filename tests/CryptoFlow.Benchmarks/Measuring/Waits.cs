using System.Globalization;
using System.Text.RegularExpressions;

namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>A histogram that the program publishes: the number of durations within each bound. Bounds are in seconds.</summary>
/// <param name="WithinBound">Cumulative counts, ascending by bound. The last bound is infinite.</param>
/// <param name="TotalSeconds">The sum of all durations, seconds.</param>
internal sealed partial record Waits(IReadOnlyList<(double Bound, double Count)> WithinBound, double TotalSeconds)
{
    public double Count => WithinBound.Count == 0 ? 0 : WithinBound[^1].Count;

    public double MeanMs => Count == 0 ? 0 : TotalSeconds / Count * 1_000;

    /// <summary>The histogram with this name and label. Empty if the program does not publish it yet.</summary>
    public static Waits Of(PrometheusText metrics, string name, string label) => new(
        [
            .. metrics.Samples[name + "_bucket"]
                .Where(s => s.Labels.Contains(label, StringComparison.Ordinal))
                .Select(s => (Bound().Match(s.Labels).Groups[1].Value is "+Inf" ? double.PositiveInfinity : double.Parse(Bound().Match(s.Labels).Groups[1].Value, CultureInfo.InvariantCulture), s.Value)),
        ],
        metrics.Samples[name + "_sum"].Where(s => s.Labels.Contains(label, StringComparison.Ordinal)).Sum(s => s.Value));

    /// <summary>The durations that were added since an earlier reading.</summary>
    public Waits Since(Waits before) => before.WithinBound.Count == 0
        ? this
        : new([.. WithinBound.Zip(before.WithinBound, (now, then) => (now.Bound, now.Count - then.Count))], TotalSeconds - before.TotalSeconds);

    /// <summary>The smallest bound that contains this share (0..1) of all durations, seconds; 0 if there are none.</summary>
    public double Percentile(double share) => Count == 0 ? 0 : WithinBound.First(w => w.Count >= share * Count).Bound;

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex Bound();
}
