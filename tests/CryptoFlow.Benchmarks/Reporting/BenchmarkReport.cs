using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CryptoFlow.Benchmarks.Reporting;

/// <summary>All results of one run of the tool, for people, for documents and for programs.</summary>
/// <param name="Machine">The machine, and how busy it was before the run.</param>
/// <param name="Rows">One row for each figure.</param>
/// <param name="Tables">Tables that show cost against size.</param>
internal sealed record BenchmarkReport(string Machine, IReadOnlyList<Row> Rows, IReadOnlyList<Table> Tables)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Columns = ["what", "figure", "reference", "ratio", "budget", ""];

    /// <summary>True if every budget is met. False if nothing was measured.</summary>
    public bool IsMet => Rows.Count > 0 && Rows.All(r => r.Met != false);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToConsole()
    {
        var text = new StringBuilder().AppendLine(Machine).AppendLine();
        AppendAligned(text, Columns, [.. Rows.Select(Cells)]);
        AppendList(text, "beside", r => r.Note);
        AppendList(text, "cannot see", r => r.CannotSee);
        foreach (var table in Tables)
        {
            text.AppendLine().AppendLine(table.Title);
            AppendAligned(text, table.Columns, table.Lines);
        }

        return text.AppendLine().Append(IsMet ? "Every budget is met." : "Not every budget is met.").ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder().AppendLine(Machine).AppendLine();
        AppendMarkdown(text, Columns, Rows.Select(Cells));
        foreach (var table in Tables)
        {
            text.AppendLine().AppendLine($"**{table.Title}**").AppendLine();
            AppendMarkdown(text, table.Columns, table.Lines);
        }

        if (Rows.Any(r => r.Note is not null))
            text.AppendLine().AppendLine("Beside:").AppendLine();
        foreach (var row in Rows.Where(r => r.Note is not null))
            text.AppendLine(CultureInfo.InvariantCulture, $"* {row.What}: {row.Note}");
        text.AppendLine().AppendLine("What these figures cannot see:").AppendLine();
        foreach (var same in Rows.GroupBy(r => r.CannotSee))
            text.AppendLine(CultureInfo.InvariantCulture, $"* {string.Join("; ", same.Select(r => r.What))}: {same.Key}");
        return text.ToString().TrimEnd();
    }

    private static IReadOnlyList<string> Cells(Row row) =>
    [
        row.What,
        $"{row.Figure}",
        row.Reference is { } reference ? $"{reference} ({row.ReferenceIs})" : row.ReferenceIs ?? "",
        row.Ratio is { } ratio ? $"{Quantity.Text(ratio)} x" : "",
        row.Budget ?? "",
        row.Met switch { true => "met", false => "NOT MET", null => "" },
    ];

    private void AppendList(StringBuilder text, string title, Func<Row, string?> line)
    {
        text.AppendLine();
        foreach (var same in Rows.Where(r => line(r) is not null).GroupBy(line))
            text.AppendLine(CultureInfo.InvariantCulture, $"{title}: {string.Join("; ", same.Select(r => r.What))}: {same.Key}");
    }

    private static void AppendAligned(StringBuilder text, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> lines)
    {
        var widths = columns.Select((name, i) => lines.Select(l => l[i].Length).Append(name.Length).Max()).ToArray();
        foreach (var line in lines.Prepend(columns))
            text.AppendLine(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    private static void AppendMarkdown(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> lines)
    {
        foreach (var line in lines.Prepend([.. columns.Select(_ => "---")]).Prepend(columns))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", line)} |");
    }
}
