using System.Diagnostics;
using CryptoFlow.Testing;
using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Tests.Telemetry;

/// <summary>The program sends metrics to a collector that really listens.</summary>
public sealed class OtlpTests
{
    /// <summary>Longer than a busy machine may take to export.</summary>
    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>The exporter's own timeout if no timeout is set.</summary>
    private static readonly TimeSpan ExporterDefault = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "application/grpc")]
    [InlineData("http/protobuf", "/v1/metrics", "application/x-protobuf")]
    public async Task Metrics_are_sent_to_the_configured_collector_at_the_configured_pace(string protocol, string path, string type)
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc: protocol == "grpc");
        await using var server = await StartAsync(receiver, protocol, Patience);

        await Poll.UntilAsync(() => receiver.Got.Count, n => n >= 2);

        var (gotPath, gotType, body) = receiver.Got.First();
        Assert.Equal((path, type), (gotPath, gotType));
        Assert.Contains("cryptoflow.websocket.clients", body, StringComparison.Ordinal);
        Assert.Contains("service.name", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_metrics_are_sent_at_the_end()
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc: false);
        await using (await StartAsync(receiver, "http/protobuf", Patience, seconds: 3600))
            Assert.Empty(receiver.Got);
        Assert.Single(receiver.Got);
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_holds_up_neither_requests_nor_the_end()
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc: false, hangs: true);
        var server = await StartAsync(receiver, "http/protobuf", ExportTimeout.Default.Value);
        await Poll.UntilAsync(() => receiver.Got.Count, n => n >= 1);
        await server.GetJsonAsync("/health/live");

        var began = Stopwatch.GetTimestamp();
        await server.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, ExporterDefault);
    }

    private static Task<WebServer> StartAsync(OtlpReceiver receiver, string protocol, TimeSpan timeout, int seconds = 1) => WebServer.StartExportingAsync(
        new ExportTimeout(timeout),
        $"--CryptoFlow:Telemetry:OtlpEndpoint={receiver.Url}",
        $"--CryptoFlow:Telemetry:OtlpProtocol={protocol}",
        $"--CryptoFlow:Telemetry:ExportIntervalSeconds={seconds}");
}
