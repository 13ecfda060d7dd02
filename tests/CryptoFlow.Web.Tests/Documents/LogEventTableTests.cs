using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CryptoFlow.Cluster;
using CryptoFlow.Logging;
using CryptoFlow.Testing;
using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Tests.Documents;

/// <summary>The table "Log events" of docs/architecture.md lists the ids that the code uses, and no other.</summary>
public sealed partial class LogEventTableTests
{
    [Fact]
    public void The_table_has_every_id_of_the_code_and_no_other()
    {
        var text = Repository.Read("docs/architecture.md");
        var table = text[text.IndexOf("## Log events", StringComparison.Ordinal)..];
        var listed = Row().Matches(table[..table.IndexOf("Levels:", StringComparison.Ordinal)])
            .SelectMany(row => row.Groups[1].Value.Split(", "))
            .SelectMany(Ids);

        Assert.Equal(IdsOf(typeof(LogEvents)).Concat(IdsOf(typeof(WebLogEvents))).Concat(IdsOf(typeof(ClusterLogEvents))).Order(), listed.Order());
    }

    private static IEnumerable<int> IdsOf(Type events) =>
        events.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!);

    private static IEnumerable<int> Ids(string range)
    {
        var ends = range.Split('-').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    [GeneratedRegex(@"^\| (\d[\d, -]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
