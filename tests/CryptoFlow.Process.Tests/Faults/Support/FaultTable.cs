using System.Text.RegularExpressions;

namespace CryptoFlow.Processes.Faults.Support;

/// <summary>The table of faults in <c>docs/operations.md</c>. The tests expect what the table says.</summary>
internal static class FaultTable
{
    /// <summary>Stands in the column of sentences if the program says nothing.</summary>
    private const string NoSentence = "-";

    /// <summary>Stands before a sentence that the program says only if a query met the fault.</summary>
    internal const string MayBe = "also: ";

    /// <summary>The rows in their order: <c>| `key` | fault | status | sentences | lost | recovery |</c>.</summary>
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "operations.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is ["", ['`', ..], _, _, _, _, _, ""])
            .Select(cells => new FaultRow(cells[1].Trim('`'), cells[3], [.. cells[4].Split("<br>", StringSplitOptions.TrimEntries).Where(s => s != NoSentence)])),
    ];

    public static FaultRow Of(string key) => Rows.FirstOrDefault(row => row.Key == key) ?? throw new ArgumentException($"docs/operations.md has no row `{key}`.");
}

/// <summary>A row of the table.</summary>
/// <param name="Key">The name of the row.</param>
/// <param name="Status">The status in health, or <c>exit</c> and the exit code.</param>
/// <param name="Sentences">The reasons in health, or the lines of standard error. <c>…</c> stands for a part that varies.</param>
internal sealed record FaultRow(string Key, string Status, IReadOnlyList<string> Sentences)
{
    /// <summary>Compares the row with the program. Null if they agree, else both in words.</summary>
    public string? Difference(string status, IReadOnlyList<string> sentences)
    {
        var same = status == Status
            && Sentences.All(pattern => pattern.StartsWith(FaultTable.MayBe, StringComparison.Ordinal) || sentences.Any(sentence => Matches(pattern, sentence)))
            && sentences.All(sentence => Sentences.Any(pattern => Matches(pattern.Replace(FaultTable.MayBe, "", StringComparison.Ordinal), sentence)));
        return same ? null : $"The row `{Key}` says {Status}: {string.Join(" / ", Sentences)}\nThe program says {status}: {string.Join(" / ", sentences)}";
    }

    private static bool Matches(string pattern, string sentence) =>
        Regex.IsMatch(sentence, $"^{Regex.Escape(pattern).Replace("…", ".+", StringComparison.Ordinal)}$", RegexOptions.Singleline);
}
