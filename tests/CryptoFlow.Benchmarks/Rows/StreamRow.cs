using System.Globalization;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>
/// From the exchange's closing message to the client's WebSocket. Two programs collect 40 series of the same exchanges at the same time, one with streams and one
/// that only polls. A client of the exchanges' own streams and a client of each program note when a candle arrives as closed.
/// </summary>
internal static class StreamRow
{
    private const double BudgetMs = 100;

    private static readonly string[] Intervals = ["1m", "5m", "15m", "1h"];

    public static async Task<RowGroup> RunAsync(Run run)
    {
        var speed = run.Effort.StreamSpeed;
        var set = new CollectedSet(Intervals.Select((name, i) => ($"Collector:Timeframes:{i}", (string?)name)).Append(("Collector:HistoryDays", "2")).ToDictionary());
        await using var exchanges = await SimulatorProcess.StartAsync("--speed", speed.ToString(CultureInfo.InvariantCulture), "--no-limits");
        using var directory = new TempDirectory();
        await using var streaming = await CryptoFlowProcess.ServeAsync(directory.File("streams.db"), set.EnvironmentFor(exchanges, streams: true));
        await using var polling = await CryptoFlowProcess.ServeAsync(directory.File("polls.db"), set.EnvironmentFor(exchanges));
        run.Say("streams: two programs collect the same exchanges, one with streams");
        foreach (var program in (CryptoFlowProcess[])[streaming, polling])
            await program.BackfillCompletedAsync(set.Plan.Exchanges.Length, TimeSpan.FromMinutes(5));
        await Eventually.HoldsAsync(async () => await LiveAsync(streaming), TimeSpan.FromMinutes(2), "all streams deliver");

        var (direct, pushed, polled) = (new Closings(), new Closings(), new Closings());
        var watches = new List<SocketWatch>();
        try
        {
            foreach (var plan in set.Plan.Exchanges)
            {
                var address = new UriBuilder(exchanges.ExchangeAddresses[plan.Exchange.ToWireName()]) { Scheme = "ws" }.Uri;
                watches.Add(await SocketWatch.OfExchangeAsync(plan.Exchange, address, [.. plan.Series], direct));
            }

            watches.Add(await SocketWatch.OfProgramAsync(streaming.Http.BaseAddress!, set.Plan.Series, pushed));
            watches.Add(await SocketWatch.OfProgramAsync(polling.Http.BaseAddress!, set.Plan.Series, polled));
            var from = await exchanges.NowAsync();
            var use = new ProcessorUse(("with streams", () => streaming.Child.ProcessorTime), ("polling", () => polling.Child.ProcessorTime), ("exchanges", () => exchanges.ProcessorTime));
            run.Say($"streams: {run.Effort.StreamFor.TotalSeconds:F0} s of the market");
            await Task.Delay(run.Effort.StreamFor, TimeProvider.System);

            // A candle of the last moment is still on its way: it counts for none of the places.
            var (toClient, toPoller) = (pushed.Behind(direct, from), polled.Behind(direct, from));
            return new RowGroup([new Row("from the exchange's closing message to the client's WebSocket, p99, 40 series", new Quantity(toClient.Percentile(0.99), "ms"))
            {
                Reference = new Quantity(toPoller.Percentile(0.99), "ms"),
                ReferenceIs = "the same by polling, at the same time",
                Ratio = toClient.Percentile(0.99) / toPoller.Percentile(0.99),
                Budget = $"< {BudgetMs} ms",
                Met = toClient.Percentile(0.99) < BudgetMs,
                Note = $"{toClient}, {pushed.Missing(direct, from)} not yet there at the end; by polling {toPoller}; {use.Taken()}",
                CannotSee = "the way from the exchange to this machine. Exchanges, both programs and the clients share the processors; the reading of the clocks is in the client that listens to the exchange.",
            }]);
        }
        finally
        {
            foreach (var watch in watches)
                await watch.DisposeAsync();
        }
    }

    private static async Task<bool> LiveAsync(CryptoFlowProcess program) => (await program.HealthAsync()).GetProperty("collectors").EnumerateArray()
        .All(c => c.GetProperty("streams") is { ValueKind: System.Text.Json.JsonValueKind.Object } s && s.GetProperty("liveSeries").GetInt32() == s.GetProperty("series").GetInt32());
}
