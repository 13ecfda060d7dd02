using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;
using CryptoFlow.Simulator;

namespace CryptoFlow.Processes.Faults;

/// <summary>
/// Somebody sets the machine's clock while the program runs. The program runs in this process with a clock that the test can set, because a test must
/// not set the machine's clock.
[Collection(TestLane.Faults)]
public sealed class ClockJumpTests : IDisposable
{
    private const long Quarter = 900_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TempDirectory _directory = new();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [Fault("clock-set")]
    public async Task Syncs_and_searches_go_on_whichever_way_the_clock_is_set(int hours)
    {
        var time = new SettableTime();
        await using var simulator = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = PatientExchanges.Now, Speed = 0 });
        await using var host = await CollectorHost.StartAsync(_directory.File("candles.db"), simulator, Settings, time: time);
        await host.BackfillEndedAsync(exchanges: 1);
        var before = await host.CollectorAsync(Exchange.Binance, c => c.ExchangeTimeOffsetMs is not null);

        time.Set(hours * Hour);
        simulator.Clock.Advance(4 * Quarter);
        var newest = PatientExchanges.Now / Quarter * Quarter + (3 * Quarter);
        var health = await Poll.UntilAsync(host.HealthAsync, h => h.Series.Any(s => s.Stats.NewestTime == newest));
        await host.CollectorAsync(Exchange.Binance, c => Math.Abs(c.ExchangeTimeOffsetMs!.Value - (before.ExchangeTimeOffsetMs!.Value + (4 * Quarter) - (long)(hours * Hour).TotalMilliseconds)) < 10_000);
        var searched = health.Collectors.Single().Backfill!.Id;
        await host.CollectorAsync(Exchange.Binance, c => c.Backfill is { HasEnded: true } run && run.Id != searched);

        health = await host.HealthAsync();
        Assert.Null(FaultTable.Of("clock-set").Difference(health.Status.ToString().ToLowerInvariant(), health.Reasons));
        Assert.Equal(before.StaleCompletions, health.Collectors.Single().StaleCompletions);
    }

    public void Dispose() => _directory.Dispose();

    private static Dictionary<string, string?> Settings => new()
    {
        ["Collector:HistoryDays"] = "30",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Collector:GapScanSeconds"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",
    };

    /// <summary>The test can set the time of day. Timers and the clock of durations are the machine's.</summary>
    private sealed class SettableTime : TimeProvider
    {
        private long _offset;

        public void Set(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
    }
}
