using System.Text.RegularExpressions;

namespace CryptoFlow.Processes.Faults.Support;

/// <summary>The table of <c>docs/operations.md</c>: what is said there is what the tests expect.</summary>
internal static class FaultTable
{
    /// <summary>In the column of sentences: there is none.</summary>
    private const string NoSentence = "-";

    /// <summary>Before a sentence that is only there where queries met the fault.</summary>
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

/// <summary>A row.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Status">What health says, or <c>exit</c> and the exit code.</param>
/// <param name="Sentences">What health gives as reasons, or what standard error says; <c>…</c> stands for what varies.</param>
internal sealed record FaultRow(string Key, string Status, IReadOnlyList<string> Sentences)
{
    /// <summary>How what the program says differs from the row, or null where it does not.</summary>
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
