using System.Text;
using System.Text.Json;

namespace CryptoFlow.Testing.Reports;

/// <summary>The results, as a table for people or as JSON for programs.</summary>
public sealed record FindingReport(IReadOnlyList<Finding> Findings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>True if all promises hold. False if nothing was measured.</summary>
    public bool IsMet => Findings.Count > 0 && Findings.All(f => f.Met);

    /// <summary>The broken promises, in words; empty if all hold.</summary>
    public IReadOnlyList<string> Broken => [.. Findings.Where(f => !f.Met).Select(f => $"{f.What}: {f.Measured}, promised {f.Promise}")];

    /// <summary>The broken promises, without those that hold only on an idle machine.</summary>
    public IReadOnlyList<string> BrokenAnywhere => new FindingReport([.. Findings.Where(f => !f.Wobbles)]).Broken;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToTable()
    {
        var table = new StringBuilder();
        var (what, measured) = (Widest(f => f.What), Widest(f => f.Measured));
        foreach (var f in Findings)
        {
            var promise = f.Promise is null ? "" : $"{f.Promise}: {(f.Met ? "met" : "NOT MET")}";
            var replaced = f.Replaced is null ? "" : $"  (replaced system: {f.Replaced})";
            table.AppendLine($"{f.What.PadRight(what)}  {f.Measured.PadRight(measured)}  {promise}{replaced}".TrimEnd());
        }

        return table.Append(IsMet ? "All promises hold." : "Not all promises hold.").ToString();
    }

    /// <summary>The width of a column. A cell that is much longer than the others does not widen the column.</summary>
    private int Widest(Func<Finding, string> cell) => Findings.Select(f => cell(f).Length).Where(length => length <= 90).DefaultIfEmpty().Max();
}
