using System.Diagnostics;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using Venue = CryptoFlow.Simulator.Venue;

namespace CryptoFlow.EndToEnd;

/// <summary>The default set, 40 series and some 683,000 candles, with the exchanges' real limits.</summary>
public sealed class DefaultSetTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_default_set_is_collected_within_the_limits_without_one_refused_request_and_every_row_equals_the_exchange()
    {
        await using var simulator = await ExchangeSimulator.StartAsync(new SimulatorOptions { Speed = 0 });
        var path = _directory.File("candles.db");
        var started = Stopwatch.GetTimestamp();
        CollectionPlan plan;
        SystemHealth health;
        await using (var host = await CollectorHost.StartAsync(path, simulator))
        {
            plan = host.Services.GetRequiredService<CollectionPlan>();
            var runs = await host.BackfillEndedAsync(exchanges: 3);
            output.WriteLine($"collected in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
            foreach (var run in runs)
                output.WriteLine($"{run.Exchange}: {run.Phase}, {run.Plan}, {(run.EndedAt - run.StartedAt) / 1000.0:F1} s");
            Assert.All(runs, run => Assert.Equal(BackfillPhase.Completed, run.Phase));
            health = await host.HealthAsync();
        }

        output.WriteLine($"writer {health.Writer}");
        output.WriteLine($"queue {string.Join(", ", health.Writer.QueueTimeByLane)}; handler {string.Join(", ", health.Writer.HandlerTimeByLane)}");
        Assert.All(Enum.GetValues<Venue>(), venue => Assert.All(simulator.Requests(venue).Values, counts => Assert.Equal(0, counts.Refused)));
        Assert.All(health.LockWaits.Values, waits => Assert.Equal(0, waits.Waits));
        Assert.Equal(0, health.Writer.Rejected);

        using var file = new ForeignConnection(path, readOnly: true);
        Assert.Equal("ok", file.Scalar<string>("PRAGMA integrity_check"));
        Assert.Equal(40, plan.Series.Count());
        foreach (var series in plan.Series)
            Assert.Empty(ExchangeTruth.Differences(file, simulator, series, ExchangeTruth.HistoryOf(plan, series, simulator.Clock.NowMs)));
        var rows = new[] { 15, 60, 240, 1440 }.Sum(minutes => file.Scalar<long>($"SELECT count(*) FROM candles_{minutes}"));
        Assert.InRange(rows, 683_000, 700_000);
        Assert.Equal(rows, file.Scalar<long>("SELECT sum(row_count) FROM series"));
    }
}
