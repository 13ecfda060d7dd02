using System.Globalization;
using System.Text.RegularExpressions;

namespace CryptoFlow.Testing.Processes;

/// <summary>One sample of a metric: <c>name{labels} value</c>.</summary>
public sealed record Sample(string Name, string Labels, double Value)
{
    public IEnumerable<string> LabelNames => Regex.Matches(Labels, "([a-z_]+)=\"").Select(m => m.Groups[1].Value);
}

/// <summary>A metric with its samples.</summary>
public sealed record Family(string Name, string Type, string Help, IReadOnlyList<Sample> Samples);

/// <summary>The answer of <c>/metrics</c>, parsed strictly. Each violation of the format becomes a problem, in words.</summary>
public sealed partial class PrometheusText
{
    private static readonly string[] Suffixes = ["", "_bucket", "_sum", "_count"];

    private PrometheusText(string text)
    {
        var (families, problems) = (new List<Family>(), new List<string>());
        var (name, type, help, samples) = ("", "", "", new List<Sample>());
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# EOF", StringComparison.Ordinal))
                continue;
            if (Comment().Match(line) is { Success: true } comment)
            {
                if (comment.Groups[2].Value != name)
                    Close(comment.Groups[2].Value);
                ref var slot = ref (comment.Groups[1].Value == "TYPE" ? ref type : ref help);
                if (slot.Length > 0)
                    problems.Add($"{name} has a second {comment.Groups[1].Value}");
                slot = comment.Groups[3].Value;
            }
            else if (Line().Match(line) is { Success: true } sample && TryValue(sample.Groups[3].Value, out var value))
            {
                if (!Suffixes.Any(s => sample.Groups[1].Value == name + s))
                    problems.Add($"{sample.Groups[1].Value} stands below {name}");
                samples.Add(new Sample(sample.Groups[1].Value, sample.Groups[2].Value, value));
            }
            else
            {
                problems.Add($"not understood: {line}");
            }
        }

        Close("");
        Families = families;
        Problems = [.. problems, .. families.SelectMany(Lint), .. Repeated(families)];

        void Close(string next)
        {
            if (name.Length > 0)
                families.Add(new Family(name, type, help, samples));
            (name, type, help, samples) = (next, "", "", []);
        }
    }

    public IReadOnlyList<Family> Families { get; }

    public IReadOnlyList<string> Problems { get; }

    /// <summary>All samples by the names that a Prometheus query uses.</summary>
    public ILookup<string, Sample> Samples => Families.SelectMany(f => f.Samples).ToLookup(s => s.Name);

    public static PrometheusText Read(string text) => new(text);

    private static IEnumerable<string> Lint(Family family)
    {
        if (family.Type.Length == 0)
            yield return $"{family.Name} has no TYPE";
        if (family.Help.Length == 0 && family.Name != "target_info")
            yield return $"{family.Name} has no HELP";
        if (family.Samples.Count == 0)
            yield return $"{family.Name} has no value";
        if (family.Type == "counter" != family.Name.EndsWith("_total", StringComparison.Ordinal))
            yield return $"{family.Name} is a {family.Type}: counters, and only they, end in _total";
        if (RepeatedWord().IsMatch(family.Name))
            yield return $"{family.Name} says a word twice";
        if (family.Type != "histogram" && OfHistograms().IsMatch(family.Name))
            yield return $"{family.Name} is named as part of a histogram";
        foreach (var series in family.Samples.Where(s => s.Name == family.Name + "_bucket").GroupBy(s => Bound().Replace(s.Labels, "")))
        {
            var counts = series.Select(s => s.Value).ToList();
            if (!counts.SequenceEqual(counts.Order()))
                yield return $"{family.Name}{{{series.Key}}} is not cumulative";
            if (!series.Last().Labels.Contains("le=\"+Inf\"", StringComparison.Ordinal))
                yield return $"{family.Name}{{{series.Key}}} has no bucket +Inf";
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<Family> families)
    {
        var all = families.ToList();
        return
        [
            .. all.GroupBy(f => f.Name).Where(g => g.Count() > 1).Select(g => $"{g.Key} stands in several places"),
            .. all.SelectMany(f => f.Samples).GroupBy(s => (s.Name, s.Labels)).Where(g => g.Count() > 1).Select(g => $"{g.Key.Name}{{{g.Key.Labels}}} stands there {g.Count()} times"),
        ];
    }

    private static bool TryValue(string text, out double value)
    {
        (var special, value) = text switch
        {
            "+Inf" => (true, double.PositiveInfinity),
            "-Inf" => (true, double.NegativeInfinity),
            "NaN" => (true, double.NaN),
            _ => (false, 0),
        };
        return special || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    [GeneratedRegex("^# (TYPE|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*)\\})? (\\S+)(?: [0-9]+)?$")]
    private static partial Regex Line();

    [GeneratedRegex("(_[a-z]+)\\1(_|$)")]
    private static partial Regex RepeatedWord();

    [GeneratedRegex("_(count|sum|bucket)$")]
    private static partial Regex OfHistograms();

    [GeneratedRegex(",?le=\"[^\"]*\"")]
    private static partial Regex Bound();
}
