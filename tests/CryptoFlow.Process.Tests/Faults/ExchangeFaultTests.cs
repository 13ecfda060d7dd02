using System.Text.Json;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>The exchanges are unreachable, or their clock is wrong. Each test has its own exchanges, because it stops them or sets their clock.</summary>
[Collection(TestLane.Commands)]
public sealed class ExchangeFaultTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private const long Hour = 3_600_000;

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "30",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    [Fact]
    [Fault("exchange-down")]
    public async Task Candles_of_an_hour_without_exchanges_are_stored_when_the_exchanges_are_back()
    {
        string[] ports;
        CryptoFlowProcess program;
        HashSet<string> shown;
        await using (var simulator = await StartExchangesAsync(PatientExchanges.Now))
        {
            ports = [.. simulator.ExchangeAddresses.SelectMany(a => (string[])[$"--{a.Key}-port", $"{new Uri(a.Value).Port}"])];
            program = await CryptoFlowProcess.ServeAsync(Database, Set.EnvironmentFor(simulator));
            await program.BackfillCompletedAsync(exchanges: 2, Patience);
            shown = await ShownAsync(program, Set);
        }

        await using var running = program;
        await SaysAsync(program, "exchange-down");
        Assert.Equal(shown, await ShownAsync(program, Set));

        var now = PatientExchanges.Now + Hour;
        await using var back = await StartExchangesAsync(now, ports);
        await HealthyAsync(program);
        await Eventually.HoldsAsync(async () => (await ShownAsync(program, Set)).Count > shown.Count, Patience, "the candles of the hour are stored");
        await AssertHoldsAsync(program, back, now);
    }

    [Theory]
    [InlineData("exchange-clock-ahead", Hour)]
    [InlineData("exchange-clock-behind", -Hour)]
    [Fault("exchange-clock-ahead")]
    [Fault("exchange-clock-behind")]
    public async Task An_exchange_whose_clock_is_an_hour_off_leaves_nothing_wrong_behind(string fault, long skew)
    {
        await using var simulator = await StartExchangesAsync(PatientExchanges.Now);
        await using var program = await CryptoFlowProcess.ServeAsync(Database, Set.EnvironmentFor(simulator));
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        // Health is a snapshot. Just after the backfill it may be older than the exchange's first answer.
        await Eventually.HoldsAsync(async () => await OffsetAsync(program) is not null, Patience, "health knows the exchange's clock");
        var before = (await OffsetAsync(program))!.Value;

        await simulator.ControlAsync("/sim/faults", new { kind = "clockSkew", venue = "binance", skewMs = skew, count = (int?)null });
        await Eventually.HoldsAsync(async () => await OffsetAsync(program) is { } seen && Math.Abs(seen - before - skew) < Hour / 10, Patience, "the wrong clock is seen");
        await SaysAsync(program, fault);

        await simulator.ClearFaultsAsync();
        await simulator.ControlAsync("/sim/clock", new { advance = Hour });
        var now = PatientExchanges.Now + Hour;
        await Eventually.HoldsAsync(async () => await OffsetAsync(program) is { } seen && Math.Abs(seen - before - Hour) < Hour / 10, Patience, "the right clock is seen");
        await HealthyAsync(program);
        await AssertHoldsAsync(program, simulator, now);
    }

    private static Task<SimulatorProcess> StartExchangesAsync(long now, params string[] ports) =>
        SimulatorProcess.StartAsync(["--speed", "0", "--now", $"{now}", "--no-limits", .. ports]);

    private static async Task<long?> OffsetAsync(CryptoFlowProcess program)
    {
        var collectors = (await program.HealthAsync()).GetProperty("collectors").EnumerateArray();
        var offset = collectors.Single(c => c.GetProperty("exchange").GetString() == "binance").GetProperty("exchangeTimeOffsetMs");
        return offset.ValueKind == JsonValueKind.Null ? null : offset.GetInt64();
    }

    /// <summary>Waits until the program has stored every candle that the exchange has at this time, with the exchange's values.</summary>
    private async Task AssertHoldsAsync(CryptoFlowProcess program, SimulatorProcess simulator, long now)
    {
        using (var file = new ForeignConnection(Database, readOnly: true))
        {
            await Eventually.HoldsAsync(
                async () => (await DatabaseAudit.DifferencesAsync(file, simulator, Set.Plan, now)).Count == 0, Patience, "the file is what the exchange has");
            Assert.Empty(DatabaseAudit.Miscounted(file, Set.Plan));
        }

        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(program.ErrorsLogged());
    }
}
