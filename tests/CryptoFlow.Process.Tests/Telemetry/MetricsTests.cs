using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Telemetry;

/// <summary><c>/metrics</c> of a running program, and the documents, alert rules and dashboard that use its metrics.</summary>
[Collection(TestLane.Programs)]
public sealed partial class MetricsTests(MeasuredProgram program) : IClassFixture<MeasuredProgram>
{
    private const string Document = "docs/metrics.md";
    /// <summary>This metric is absent until the sweep has compared every page of a series, which takes a day.</summary>
    private const string NeedsASweep = "cryptoflow_series_verification_age_seconds";

    private const string Rules = "ops/prometheus/cryptoflow.rules.yml";
    private const string ClusterRules = "ops/prometheus/cryptoflow-cluster.rules.yml";

    /// <summary>The metrics of a cluster, which a process that runs alone has not. <c>NodeMetricsTests</c> holds the documents against them.</summary>
    private const string OfACluster = "cryptoflow_cluster_";
    private const string Dashboard = "ops/grafana/cryptoflow.json";

    /// <summary>Labels that Prometheus adds itself.</summary>
    private static readonly string[] Added = ["instance", "job"];

    [Fact]
    public void The_metrics_text_is_well_formed() => Assert.Empty(program.Metrics.Problems);

    [SkippableFact]
    public async Task Promtool_accepts_the_metrics()
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory.File("metrics.txt"), program.Text);
        Assert.Empty(await Promtool.CheckAsync("metrics", directory.File("metrics.txt"), asInput: true));
    }

    [SkippableFact]
    public async Task Promtool_accepts_the_rules_and_the_example() =>
        Assert.Empty(await Promtool.CheckAsync("config", Path.Combine(Repository.Root!, "ops/prometheus/prometheus.yml")));

    [SkippableFact]
    public async Task The_rules_raise_exactly_the_expected_alerts() =>
        Assert.Empty(await Promtool.TestRulesAsync(Path.Combine(Repository.Root!, "tests/CryptoFlow.Process.Tests/Telemetry/cluster.rules.test.yml")));

    [Fact]
    public void A_process_that_runs_alone_has_no_metrics_of_a_cluster() =>
        Assert.DoesNotContain(program.Metrics.Families, f => f.Name.StartsWith(OfACluster, StringComparison.Ordinal));

    [Fact]
    public void The_actors_are_counted_by_type()
    {
        Assert.Equal(1, Sum("cryptoflow_actor_live", "actor=\"DbWriterActor\""));
        Assert.Equal(3, Sum("cryptoflow_actor_live", "actor=\"ExchangeCollectorActor\""));
        Assert.Equal(0, Sum("cryptoflow_actor_restarts_total"));
    }

    [Fact]
    public void The_metrics_count_the_events_of_the_measured_run()
    {
        Assert.InRange(Sum("cryptoflow_db_lock_wait_seconds_count", "connection=\"writer\""), 1, 100);
        Assert.InRange(Sum("cryptoflow_db_lock_wait_seconds_sum", "connection=\"writer\""), 1, 60);
        Assert.DoesNotContain(program.Metrics.Samples["cryptoflow_db_lock_refusals_total"], s => s.Value > 0 && s.Labels.Contains("writer", StringComparison.Ordinal));
        Assert.Equal(Sum("cryptoflow_series_candles"), Sum("cryptoflow_db_writer_rows_total"));
        Assert.InRange(Sum("cryptoflow_db_writer_idle_ratio"), 0.01, 1);
        Assert.InRange(Sum("cryptoflow_db_file_size_bytes"), 100_000, 1e9);
        Assert.InRange(Sum("cryptoflow_db_disk_free_bytes"), 1_000_000, 1e18);
        Assert.InRange(Sum("cryptoflow_health_age_seconds"), 0, 10);
        Assert.Equal(3, Sum("cryptoflow_collector_phase", "phase=\"collecting\""));
        Assert.Equal(1, Sum("cryptoflow_alert_active", "alert=\"lock_wait_long\""));
        Assert.Equal(0, Sum("cryptoflow_alert_active", "alert=\"lock_timeouts\""));
    }

    [Fact]
    public void The_document_lists_every_metric_of_the_program_and_no_other()
    {
        var listed = ListedAlone().ToList();
        Assert.Equal(listed.Distinct(), listed);
        Assert.Contains(NeedsASweep, listed);
        Assert.Equal(
            program.Metrics.Families.Select(f => f.Name).Where(n => n.StartsWith("cryptoflow_", StringComparison.Ordinal)).Append(NeedsASweep).Distinct().Order(), listed.Order());
        Assert.All(Listed("## Of .NET"), name => Assert.Contains(name, program.Metrics.Families.Select(f => f.Name)));
    }

    /// <summary>To Prometheus, a series that first appears with a value above 0 has not increased. So a metric that appears with its first event hides this event.</summary>
    [Fact]
    public void Every_metric_is_there_from_the_start_but_for_those_of_which_the_document_says_that_they_are_absent_until_something_is_known()
    {
        var late = Section("## Metrics").Where(l => l.Contains("absent", StringComparison.Ordinal)).Select(l => FirstCell().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value);
        Assert.Empty(program.FirstMetrics.Problems);
        Assert.Equal(ListedAlone().Except(late).Order(), program.FirstMetrics.Families.Select(f => f.Name).Where(n => n.StartsWith("cryptoflow_", StringComparison.Ordinal)).Except(late).Order());
    }

    /// <summary>The same holds for label values that are known in advance: each must be there at the start, so that Prometheus sees its first increase.</summary>
    [Theory]
    [InlineData("cryptoflow_db_lock_wait_seconds_count", "connection=\"writer\"")]
    [InlineData("cryptoflow_db_lock_wait_seconds_count", "connection=\"monitor\"")]
    [InlineData("cryptoflow_db_lock_wait_seconds_count", "connection=\"reader-1\"")]
    [InlineData("cryptoflow_db_checkpoint_duration_seconds_count", "mode=\"truncate\"")]
    [InlineData("cryptoflow_db_writer_handler_time_seconds_count", "lane=\"backfill\"")]
    [InlineData("cryptoflow_db_writer_queue_time_seconds_count", "lane=\"ledger\"")]
    [InlineData("cryptoflow_db_reader_query_time_seconds_count", "query=\"equity\"")]
    [InlineData("cryptoflow_db_writer_messages_total", "result=\"storage_unavailable\"")]
    public void A_series_whose_labels_are_known_in_advance_is_0_at_the_start(string name, string label)
    {
        Assert.Contains(program.FirstMetrics.Samples[name], s => s.Labels.Contains(label, StringComparison.Ordinal));
        Assert.Contains(program.Metrics.Samples[name], s => s.Labels.Contains(label, StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_lists_every_alert_of_the_program_and_of_the_rules_file()
    {
        var rules = AlertRules.For(new AlertOptions());
        var rows = Section("## Alerts").Where(l => l.StartsWith('|')).ToList();
        Assert.Equal(rules.Select(r => r.Name), Listed("## Alerts"));
        Assert.All(rules, rule => Assert.Contains(rule.Severity.ToString().ToLowerInvariant(), rows.Single(r => r.StartsWith($"| `{rule.Name}`", StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.Equal(AlertName().Matches(Repository.Read(Rules) + Repository.Read(ClusterRules)).Select(m => m.Groups[1].Value).Order(), PrometheusAlert().Matches(string.Join('\n', Section("## Alerts"))).Select(m => m.Value).Distinct().Order());
    }

    [Fact]
    public void Every_query_of_the_rules_asks_for_what_is_there() => AssertAsksForWhatIsThere(Repository.Read(Rules));

    [Fact]
    public void Every_query_of_the_dashboard_asks_for_what_is_there() => Assert.All(Panels().SelectMany(Queries), AssertAsksForWhatIsThere);

    [Fact]
    public void Every_panel_of_the_dashboard_has_an_id_a_place_and_a_query_of_its_own()
    {
        var panels = Panels();
        Assert.Equal(panels.Select(p => p.GetProperty("id").GetInt32()).Distinct(), panels.Select(p => p.GetProperty("id").GetInt32()));
        Assert.All(panels.Where(p => p.GetProperty("type").GetString() != "row"), p => Assert.NotEmpty(Queries(p)));

        var places = panels.SelectMany(p =>
        {
            var (at, title) = (p.GetProperty("gridPos"), p.GetProperty("title").GetString());
            int Of(string name) => at.GetProperty(name).GetInt32();
            Assert.InRange(Of("x") + Of("w"), 1, 24);
            return from x in Enumerable.Range(Of("x"), Of("w")) from y in Enumerable.Range(Of("y"), Of("h")) select (x, y, title);
        });
        Assert.Empty(places.GroupBy(p => (p.x, p.y)).Where(g => g.Count() > 1).Select(g => string.Join(" over ", g.Select(p => p.title))));
    }

    private static List<JsonElement> Panels() => [.. JsonDocument.Parse(Repository.Read(Dashboard)).RootElement.GetProperty("panels").EnumerateArray()];

    private static IEnumerable<string> Queries(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().Select(t => t.GetProperty("expr").GetString()!) : [];

    /// <summary>The lines between a heading and the next heading of the same level.</summary>
    private static IEnumerable<string> Section(string heading)
    {
        var lines = Repository.Read(Document).Split('\n');
        Assert.Contains(heading, lines);
        return lines.SkipWhile(l => l != heading).Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal));
    }

    /// <summary>The texts that are marked as code in the first column of a section's tables.</summary>
    private static IEnumerable<string> Listed(string heading) => Section(heading).Select(l => FirstCell().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value);

    /// <summary>The metrics that the document lists for a process that runs alone.</summary>
    private static IEnumerable<string> ListedAlone() => Listed("## Metrics").Where(name => !name.StartsWith(OfACluster, StringComparison.Ordinal));

    private void AssertAsksForWhatIsThere(string queries)
    {
        var samples = program.Metrics.Samples;
        var asked = Selector().Matches(queries);
        Assert.NotEmpty(asked);
        Assert.All(asked.Where(m => !m.Groups[1].Value.StartsWith(OfACluster, StringComparison.Ordinal)), m =>
        {
            var (name, labels) = (m.Groups[1].Value, LabelName().Matches(m.Groups[2].Value).Select(l => l.Groups[1].Value).Except(Added));
            Assert.True(samples.Contains(name), $"{name} is not a metric of the program");
            Assert.All(labels, label => Assert.Contains(label, samples[name].SelectMany(s => s.LabelNames)));
        });
    }

    private double Sum(string name, string label = "") =>
        program.Metrics.Samples[name].Where(s => s.Labels.Contains(label, StringComparison.Ordinal)).Sum(s => s.Value);

    [GeneratedRegex("^\\| `([a-z0-9_]+)`")]
    private static partial Regex FirstCell();

    [GeneratedRegex("^ +- alert: (\\w+)$", RegexOptions.Multiline)]
    private static partial Regex AlertName();

    [GeneratedRegex("\\bCryptoFlow[A-Z]\\w+")]
    private static partial Regex PrometheusAlert();

    [GeneratedRegex("\\b((?:cryptoflow|http_server|dotnet|kestrel|aspnetcore)_[a-z0-9_]+)(?:\\{([^}]*)\\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z_]+) *(?:=|!=|=~|!~)\"")]
    private static partial Regex LabelName();
}
