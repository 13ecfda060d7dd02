using System.Globalization;
using CryptoFlow.Monitoring.Metrics;

namespace CryptoFlow.Web.Telemetry;

/// <summary>
/// Adds histograms without values to the text for Prometheus, with all buckets 0. The exporter omits a histogram until its first value. For Prometheus a time series
/// that begins at 1 has not increased, so <c>increase()</c> would miss the first lock wait. Pure.
/// </summary>
internal static class EmptyHistograms
{
    private const string EndOfOpenMetrics = "# EOF";

    /// <param name="text">The text of the exporter, in either format.</param>
    /// <param name="shapes">The histograms that the text must contain.</param>
    public static string Complete(string text, IReadOnlyList<HistogramShape> shapes)
    {
        var lines = text.Split('\n').ToList();
        foreach (var shape in shapes)
            Complete(lines, shape, $"{shape.Name.Replace('.', '_')}_{UnitOf(shape)}");
        return string.Join('\n', lines);
    }

    private static void Complete(List<string> lines, HistogramShape shape, string name)
    {
        var present = lines.Where(l => IsSample(l, name + "_count")).Select(LabelsOf).ToHashSet(StringComparer.Ordinal);
        var missing = shape.Labels.Select(TextOf).Where(labels => !present.Contains(labels)).ToList();
        if (missing.Count == 0)
            return;

        // Prometheus requires all lines of a metric to be consecutive.
        var head = lines.FindLastIndex(l => l.StartsWith("# ", StringComparison.Ordinal) && l.Split(' ').ElementAtOrDefault(2) == name);
        if (head < 0)
        {
            head = lines.FindLastIndex(l => l.Length > 0 && l != EndOfOpenMetrics);
            lines.InsertRange(head + 1, [$"# TYPE {name} histogram", .. IsOpenMetrics(lines) ? [$"# UNIT {name} {UnitOf(shape)}"] : Array.Empty<string>(), $"# HELP {name} {shape.Description}"]);
            head = lines.FindLastIndex(l => l.StartsWith($"# HELP {name} ", StringComparison.Ordinal));
        }

        lines.InsertRange(head + 1, missing.SelectMany(labels => SamplesOf(name, labels, shape.Bounds)));
    }

    private static bool IsOpenMetrics(List<string> lines) => lines.Contains(EndOfOpenMetrics);

    private static bool IsSample(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '{' or ' ';

    /// <summary>The labels of a sample, sorted by name. Splitting at commas is safe, because no label of ours contains one.</summary>
    private static string LabelsOf(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? "" : string.Join(',', line[(open + 1)..line.LastIndexOf('}')].Split(',').Order(StringComparer.Ordinal));
    }

    private static string TextOf(IReadOnlyList<(string Key, string Value)> labels) =>
        string.Join(',', labels.Select(l => $"{l.Key}=\"{l.Value}\"").Order(StringComparer.Ordinal));

    private static IEnumerable<string> SamplesOf(string name, string labels, IReadOnlyList<double> bounds)
    {
        var before = labels.Length == 0 ? "" : labels + ",";
        foreach (var bound in bounds)
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{bound}\"}} 0");
        yield return $"{name}_bucket{{{before}le=\"+Inf\"}} 0";
        var set = labels.Length == 0 ? "" : $"{{{labels}}}";
        yield return $"{name}_sum{set} 0";
        yield return $"{name}_count{set} 0";
    }

    private static string UnitOf(HistogramShape shape) => shape.Unit == HistogramShape.Bytes ? "bytes" : "seconds";
}
