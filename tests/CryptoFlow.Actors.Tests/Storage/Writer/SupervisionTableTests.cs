using System.Reflection;
using System.Text.RegularExpressions;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Testing;
using SQLitePCL;

namespace CryptoFlow.Storage.Writer;

/// <summary>The table below "Supervision" of <c>Storage/DESIGN.md</c> shows the decisions of <see cref="WriteFailures"/>.</summary>
public sealed partial class SupervisionTableTests
{
    private const string AnyOther = "any other code";

    /// <summary>SQLite's primary result codes of failures, by the name without <c>SQLITE_</c>.</summary>
    private static readonly Dictionary<string, int> Codes = typeof(raw).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral && f.FieldType == typeof(int) && PrimaryName().IsMatch(f.Name) && Errors.Contains(f.Name["SQLITE_".Length..]))
        .ToDictionary(f => f.Name["SQLITE_".Length..], f => (int)f.GetRawConstantValue()!);

    private static readonly List<string[]> Rows = [.. Section().Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Skip(2)
        .Select(line => line.Trim('|', ' ').Split(" | "))];

    private static HashSet<string> Errors =>
    [
        "ERROR", "INTERNAL", "PERM", "ABORT", "BUSY", "LOCKED", "NOMEM", "READONLY", "INTERRUPT", "IOERR", "CORRUPT", "NOTFOUND", "FULL", "CANTOPEN", "PROTOCOL",
        "SCHEMA", "TOOBIG", "CONSTRAINT", "MISMATCH", "MISUSE", "NOLFS", "RANGE", "NOTADB",
    ];

    [Fact]
    public void Every_code_is_decided_as_its_row_says_and_a_code_without_a_row_as_any_other()
    {
        var anyOther = Rows.Single(row => row[0].StartsWith(AnyOther, StringComparison.Ordinal));
        Assert.Equal(Errors.Order(), Codes.Keys.Order());
        foreach (var (name, code) in Codes)
        {
            var row = Rows.SingleOrDefault(r => r[0].Split(", ").Contains(name)) ?? anyOther;
            Assert.Equal((name, row[1].Trim('`'), ActionOf(row[2])), (name, $"{Decide(code).Rejection}", Decide(code).Action));
        }
    }

    private static FailureDecision Decide(int code) => WriteFailures.Decide(new SqliteStoreException(code, "an error"));

    private static FailureAction ActionOf(string words) => words switch
    {
        "goes on" => FailureAction.GoOn,
        _ when words.StartsWith("keeps the connection", StringComparison.Ordinal) => FailureAction.DrainAndStopTheSystem,
        _ when words.Contains("stops the program", StringComparison.Ordinal) => FailureAction.StopTheSystem,
        _ when words.Contains("opens again", StringComparison.Ordinal) => FailureAction.Reopen,
        _ => throw new InvalidOperationException($"'{words}' is no action."),
    };

    private static string Section()
    {
        var text = Repository.Read("src/CryptoFlow.Actors/Storage/DESIGN.md");
        var from = text.IndexOf("## Supervision", StringComparison.Ordinal);
        return text[from..text.IndexOf("\nWhile the file is not open", from, StringComparison.Ordinal)];
    }

    [GeneratedRegex("^SQLITE_[A-Z]+$")]
    private static partial Regex PrimaryName();
}
