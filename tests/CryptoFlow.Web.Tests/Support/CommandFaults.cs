using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Names the row of "Faults of commands" in docs/operations.md that a test is about.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CommandFaultAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}

/// <summary>The table "Faults of commands" in docs/operations.md: <c>| `key` | fault | exit | sentence |</c>. <c>…</c> stands for what varies.</summary>
internal static class CommandFaults
{
    public static IReadOnlyDictionary<string, (int Exit, string Sentence)> Rows { get; } = Repository.Read("docs/operations.md")
        .Split("## Faults of commands")[1]
        .Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells is ["", ['`', ..], _, _, _, ""])
        .ToDictionary(cells => cells[1].Trim('`'), cells => (int.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture), cells[4]));

    /// <summary>The command ended as the row says, with its sentence as the only line.</summary>
    public static void AssertSays(string key, int exit, CommandRun run) => AssertSays(key, exit, run.Error);

    /// <inheritdoc cref="AssertSays(string, int, CommandRun)"/>
    public static void AssertSays(string key, int exit, string error)
    {
        var (expected, sentence) = Rows[key];
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l != "--help lists the commands and options.");
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(sentence).Replace("…", ".+", StringComparison.Ordinal)}$", line);
        Assert.Equal(expected, exit);
    }
}
