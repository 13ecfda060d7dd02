using System.Globalization;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>
/// From the exchange's closing message to the client's WebSocket. Two programs collect 40 series of the same exchanges at the same time, one with streams and one
/// that only polls. Then the program with streams also writes history at full speed. A client of the exchanges' own streams and a client of each program note when a
/// candle arrives as closed.
/// </summary>
internal static class StreamRow
{
    private const double BudgetMs = 100;
    private const double BudgetInABackfillMs = 250;
    private const string CannotSee =
        "the way from the exchange to this machine. Exchanges, programs and clients share the processors; the reading of the clocks is in the client that listens to the exchange.";

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Api:Key"] = EndlessBackfill.Key,
        ["Collector:HistoryDays"] = "2",
        ["Collector:Timeframes:0"] = "1m",
        ["Collector:Timeframes:1"] = "5m",
        ["Collector:Timeframes:2"] = "15m",
        ["Collector:Timeframes:3"] = "1h",
    });

    public static async Task<RowGroup> RunAsync(Run run)
    {
        var speed = run.Effort.StreamSpeed;
        await using var exchanges = await SimulatorProcess.StartAsync("--speed", speed.ToString(CultureInfo.InvariantCulture), "--no-limits");
        using var directory = new TempDirectory();
        await using var streaming = await CryptoFlowProcess.ServeAsync(directory.File("streams.db"), Set.EnvironmentFor(exchanges, streams: true));
        var beside = await BesidePollingAsync(run, exchanges, streaming, directory.File("polls.db"));
        return new RowGroup([beside, await InABackfillAsync(run, exchanges, streaming)]);
    }

    private static async Task<Row> BesidePollingAsync(Run run, SimulatorProcess exchanges, CryptoFlowProcess streaming, string file)
    {
        await using var polling = await CryptoFlowProcess.ServeAsync(file, Set.EnvironmentFor(exchanges));
        run.Say("streams: two programs collect the same exchanges, one with streams");
        foreach (var program in (CryptoFlowProcess[])[streaming, polling])
            await program.BackfillCompletedAsync(Set.Plan.Exchanges.Length, TimeSpan.FromMinutes(5));
        await Eventually.HoldsAsync(async () => await LiveAsync(streaming), TimeSpan.FromMinutes(2), "all streams deliver");
        var use = new ProcessorUse(("with streams", () => streaming.Child.ProcessorTime), ("polling", () => polling.Child.ProcessorTime), ("exchanges", () => exchanges.ProcessorTime));
        var watched = await WatchAsync(run, exchanges, streaming, polling);
        var (toClient, toPoller) = (watched[0], watched[1]);
        return new Row("from the exchange's closing message to the client's WebSocket, p99, 40 series", new Quantity(toClient.Delays.Percentile(0.99), "ms"))
        {
            Reference = new Quantity(toPoller.Delays.Percentile(0.99), "ms"),
            ReferenceIs = "the same by polling, at the same time",
            Ratio = toClient.Delays.Percentile(0.99) / toPoller.Delays.Percentile(0.99),
            Budget = $"< {BudgetMs} ms",
            Met = toClient.Delays.Percentile(0.99) < BudgetMs,
            Note = $"{toClient}; by polling {toPoller}; {use.Taken()}",
            CannotSee = CannotSee,
        };
    }

    private static async Task<Row> InABackfillAsync(Run run, SimulatorProcess exchanges, CryptoFlowProcess streaming)
    {
        run.Say("streams: the program with streams writes history at full speed");
        using var stop = new CancellationTokenSource();
        var before = (await streaming.HealthAsync()).RowsWritten();
        var writing = EndlessBackfill.RunAsync(streaming, Set.Plan, days: 1_500, stop.Token);
        await Eventually.HoldsAsync(async () => (await streaming.HealthAsync()).RowsWritten() > before + 5_000, TimeSpan.FromMinutes(2), "candles are written");
        var use = new ProcessorUse(("program", () => streaming.Child.ProcessorTime), ("exchanges", () => exchanges.ProcessorTime));
        before = (await streaming.HealthAsync()).RowsWritten();
        var toClient = (await WatchAsync(run, exchanges, streaming))[0];
        var times = use.Taken();
        var written = (await streaming.HealthAsync()).RowsWritten() - before;
        await stop.CancelAsync();
        await writing;
        return new Row("the same in a full-speed backfill, p99", new Quantity(toClient.Delays.Percentile(0.99), "ms"))
        {
            Budget = $"< {BudgetInABackfillMs} ms",
            Met = toClient.Delays.Percentile(0.99) < BudgetInABackfillMs,
            Note = $"{toClient}; {written / times.Elapsed.TotalSeconds:N0} candles/s written meanwhile; {times}",
            CannotSee = CannotSee,
        };
    }

    /// <summary>Watches the closing messages of the exchanges and of each program for a while. Returns the delays of each program.</summary>
    private static async Task<Behind[]> WatchAsync(Run run, SimulatorProcess exchanges, params CryptoFlowProcess[] programs)
    {
        var direct = new Closings();
        var seen = programs.Select(_ => new Closings()).ToArray();
        var watches = new List<SocketWatch>();
        try
        {
            foreach (var plan in Set.Plan.Exchanges)
            {
                var address = new UriBuilder(exchanges.ExchangeAddresses[plan.Exchange.ToWireName()]) { Scheme = "ws" }.Uri;
                watches.Add(await SocketWatch.OfExchangeAsync(plan.Exchange, address, [.. plan.Series], direct));
            }

            foreach (var (program, closings) in programs.Zip(seen))
                watches.Add(await SocketWatch.OfProgramAsync(program.Http.BaseAddress!, Set.Plan.Series, closings));
            var from = await exchanges.NowAsync();
            run.Say($"streams: {run.Effort.StreamFor.TotalSeconds:F0} s of the market");
            await Task.Delay(run.Effort.StreamFor, TimeProvider.System);
            return [.. seen.Select(s => new Behind(s.Behind(direct, from), s.Missing(direct, from)))];
        }
        finally
        {
            foreach (var watch in watches)
                await watch.DisposeAsync();
        }
    }

    private static async Task<bool> LiveAsync(CryptoFlowProcess program) => (await program.HealthAsync()).GetProperty("collectors").EnumerateArray()
        .All(c => c.GetProperty("streams") is { ValueKind: System.Text.Json.JsonValueKind.Object } s && s.GetProperty("liveSeries").GetInt32() == s.GetProperty("series").GetInt32());

    /// <param name="Delays">How long each closed candle took from the exchange's message to the client.</param>
    /// <param name="Missing">Candles of the last moment that were still on their way.</param>
    private sealed record Behind(Latencies Delays, int Missing)
    {
        public override string ToString() => $"{Delays}, {Missing} not yet there at the end";
    }
}
