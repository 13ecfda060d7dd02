using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Cluster.Tests.Telemetry;

/// <summary>The metrics of a real node, and the document, alert rules and dashboard that use them.</summary>
public sealed partial class NodeMetricsTests(MeasuredNode node) : IClassFixture<MeasuredNode>
{
    /// <summary>Labels that Prometheus adds itself.</summary>
    private static readonly string[] Added = ["instance", "job"];

    [Fact]
    public void A_node_that_is_alone_is_the_leader_and_runs_the_writer()
    {
        Assert.Equal([1], node.Record.Values("cryptoflow.cluster.members", "up"));
        Assert.Equal([0], node.Record.Values("cryptoflow.cluster.unreachable"));
        Assert.Equal([1], node.Record.Values("cryptoflow.cluster.leader"));
        Assert.Equal([1], node.Record.Values("cryptoflow.cluster.singleton.here", "writer"));
    }

    [Fact]
    public void The_actors_of_a_node_are_counted_from_the_first_on()
    {
        Assert.Equal([1], node.Record.Values("cryptoflow.actor.live", "SingletonHost"));
        Assert.Equal([1], node.Record.Values("cryptoflow.actor.live", "DbWriterActor"));
        Assert.Equal([1], node.Record.Values("cryptoflow.actor.live", "SystemMonitorActor"));
        Assert.Equal([0], node.Record.Values("cryptoflow.actor.restarts", "DbWriterActor"));
    }

    [Fact]
    public void The_time_until_the_certificate_ends_is_shown() =>
        Assert.InRange(Assert.Single(node.Record.Values("cryptoflow.cluster.certificate.remaining")) / 86_400, 19, 20);

    [Fact]
    public void The_document_lists_every_metric_of_a_cluster_and_no_other() =>
        Assert.Equal(node.Families, Row().Matches(Repository.Read("docs/metrics.md")).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_query_of_the_rules_asks_for_what_is_there() => AssertAsksForWhatIsThere(Repository.Read("ops/prometheus/cryptoflow-cluster.rules.yml"));

    [Fact]
    public void Every_query_of_the_dashboard_asks_for_what_is_there() => AssertAsksForWhatIsThere(string.Join(
        '\n',
        from panel in JsonDocument.Parse(Repository.Read("ops/grafana/cryptoflow.json")).RootElement.GetProperty("panels").EnumerateArray()
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString()));

    private void AssertAsksForWhatIsThere(string queries)
    {
        var asked = Selector().Matches(queries);
        Assert.NotEmpty(asked);
        Assert.All(asked, m =>
        {
            Assert.True(node.Labels.TryGetValue(m.Groups[1].Value, out var labels), $"{m.Groups[1].Value} is not a metric of a node");
            Assert.All(LabelName().Matches(m.Groups[2].Value).Select(l => l.Groups[1].Value).Except(Added), label => Assert.Contains(label, labels!));
        });
    }

    [GeneratedRegex("^\\| `(cryptoflow_cluster_[a-z0-9_]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("\\b(cryptoflow_cluster_[a-z0-9_]+)(?:\\{([^}]*)\\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z_]+) *(?:=|!=|=~|!~)\"")]
    private static partial Regex LabelName();
}
