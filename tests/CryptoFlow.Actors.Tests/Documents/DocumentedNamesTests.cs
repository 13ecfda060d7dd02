using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Documents;

/// <summary>Where a document lists the names of an enum, it lists all names and no others.</summary>
public sealed partial class DocumentedNamesTests
{
    private const string Architecture = "docs/architecture.md";
    private const string HttpApi = "docs/http-api.md";
    private const string Metrics = "docs/metrics.md";
    private const string Collectors = "src/CryptoFlow.Actors/Collectors/DESIGN.md";
    private const string Storage = "src/CryptoFlow.Actors/Storage/DESIGN.md";

    [Theory]
    [InlineData(typeof(WriteLane), Architecture, "| lane | one of the writer's queues: ", " |")]
    [InlineData(typeof(WriteLane), Storage, "* **Lanes** (`WriteLane`): ", "; FIFO in a lane.")]
    [InlineData(typeof(WriteLane), Collectors, "| writer | lanes ", " |")]
    [InlineData(typeof(WriteLane), Metrics, "from arrival to turn; lanes ", " |")]
    [InlineData(typeof(WriteRefusal), Metrics, "| `committed`, or the reason of the refusal: ", " |")]
    [InlineData(typeof(ReadOutcome), Metrics, "| `cryptoflow_db_reader_queries_total` | queries | `outcome` | ", " |")]
    [InlineData(typeof(CollectorPhase), Metrics, "1 for the collector's phase: ", " |")]
    [InlineData(typeof(CollectorPhase), HttpApi, "by exchange: `phase` (", ")")]
    [InlineData(typeof(GapVerdict), HttpApi, "`tf` as above, `verdict` (", ", several")]
    [InlineData(typeof(HealthStatus), HttpApi, "with the health in `status` (", ")")]
    [InlineData(typeof(AlertSeverity), HttpApi, "`name`, `severity` (", ")")]
    [InlineData(typeof(BackfillPhase), HttpApi, "\nPhases: ", ".")]
    [InlineData(typeof(BackupVerdict), HttpApi, "`verdict` of the last run (", ")")]
    [InlineData(typeof(TraderPhase), HttpApi, "| `state`, `detail` | ", ";")]
    public void A_list_has_all_names_of_its_enum(Type names, string document, string before, string after)
    {
        var text = Repository.Read(document);
        var from = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{document} has no '{before}'.");
        from += before.Length;
        var list = Remarks().Replace(text[from..text.IndexOf(after, from, StringComparison.Ordinal)], "");

        Assert.Equal(Enum.GetNames(names).Select(SnakeCase).Order(), Word().Matches(list).Select(m => SnakeCase(m.Value)).Order());
    }

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A name, with or without backticks; a list joins names by commas, "or" and "then".</summary>
    [GeneratedRegex(@"\b(?!then\b|or\b|and\b)[A-Za-z_]+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"\([^)]*\)?")]
    private static partial Regex Remarks();
}
