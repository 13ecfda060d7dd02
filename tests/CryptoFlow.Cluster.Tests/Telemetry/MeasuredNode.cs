using System.Diagnostics.Metrics;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Security;
using Microsoft.Extensions.DependencyInjection;
using MeterInstrument = System.Diagnostics.Metrics.Instrument;

namespace CryptoFlow.Cluster.Tests.Telemetry;

/// <summary>A cluster of one node with a database and with TLS, and the metrics of this node by the names that Prometheus sees.</summary>
public sealed class MeasuredNode : IAsyncLifetime
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();
    private TestAuthority _authority = null!;
    private TestNode _node = null!;

    internal MeterRecord Record { get; private set; } = null!;

    /// <summary>The labels of each metric of the cluster.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Labels { get; private set; } = null!;

    /// <summary>The names of the metrics of the cluster, a histogram as one.</summary>
    public IReadOnlyList<string> Families { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var seeds = LoopbackPorts.Take(1);
        _authority = new TestAuthority(_directory.Path, "ours");
        _node = await TestNode.StartAsync("db", seeds[0], seeds, _directory.File("candles.db"), _authority.SettingsFor("db"));
        var factory = _node.Services.GetRequiredService<IMeterFactory>();
        Record = new MeterRecord(meter => ReferenceEquals(meter.Scope, factory));
        await Eventually.HoldsAsync(() => Task.FromResult(Collect("cryptoflow.cluster.writer.silence")), Patience, "the node hears of its writer");
        await Eventually.HoldsAsync(() => Task.FromResult(_node.Readiness.Missing() is null), Patience, "the node is ready");
        Record.Collect();

        var instruments = Record.Instruments.Where(i => i.Name.StartsWith("cryptoflow.cluster.", StringComparison.Ordinal)).ToList();
        var shapes = _node.Services.GetServices<HistogramShape>().ToDictionary(s => s.Name);
        Families = [.. instruments.Select(PrometheusName).Order(StringComparer.Ordinal)];
        Labels = instruments.SelectMany(i => SamplesOf(i, shapes)).ToDictionary(s => s.Name, s => s.Labels);
    }

    public async Task DisposeAsync()
    {
        Record.Dispose();
        await _node.DisposeAsync();
        _authority.Dispose();
        _directory.Dispose();
    }

    private bool Collect(string name)
    {
        Record.Collect();
        return Record.Values(name).Count > 0;
    }

    private IEnumerable<(string Name, IReadOnlySet<string> Labels)> SamplesOf(MeterInstrument instrument, Dictionary<string, HistogramShape> shapes)
    {
        if (instrument is not Histogram<double>)
            return [(PrometheusName(instrument), Record.All.Where(m => m.Name == instrument.Name).SelectMany(m => m.Labels).Select(l => l.Key).ToHashSet())];
        var labels = shapes[instrument.Name].Labels.SelectMany(set => set).Select(l => l.Key).ToHashSet();
        return
        [
            (PrometheusName(instrument) + "_count", labels),
            (PrometheusName(instrument) + "_sum", labels),
            (PrometheusName(instrument) + "_bucket", labels.Append("le").ToHashSet()),
        ];
    }

    /// <summary>As the exporter names it: the unit, and <c>_total</c> for a counter.</summary>
    private static string PrometheusName(MeterInstrument instrument) => instrument.Name.Replace('.', '_')
        + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
        + (instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) ? "_total" : "");
}
