using System.Text;
using System.Text.Json;

namespace CryptoFlow.Acceptance;

/// <summary>One line of the result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The figure, in words.</param>
/// <param name="Promise">What was promised; null where the figure is only shown.</param>
/// <param name="Met">Whether the promise holds.</param>
internal sealed record Finding(string What, string Measured, string? Promise = null, bool Met = true);

/// <summary>All that was found, as a table for people or as JSON for programs.</summary>
internal sealed record AcceptanceResult(IReadOnlyList<Finding> Findings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool IsMet => Findings.All(f => f.Met);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToTable()
    {
        var table = new StringBuilder();
        var (what, measured) = (Findings.Max(f => f.What.Length), Findings.Max(f => f.Measured.Length));
        foreach (var f in Findings)
            table.AppendLine($"{f.What.PadRight(what)}  {f.Measured.PadRight(measured)}  {(f.Promise is null ? "" : $"{f.Promise}: {(f.Met ? "met" : "NOT MET")}")}".TrimEnd());
        return table.Append(IsMet ? "All that is promised is met." : "Not everything that is promised is met.").ToString();
    }
}
