using System.Diagnostics;
using System.Globalization;
using System.Text;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>What the way over the network costs: a <c>db</c> node and two <c>web</c> nodes beside a single process on a file of the same content, both started all the time.</summary>
internal static class HopRows
{
    private const int Clients = 16;
    private const long Candles = 100_000;

    /// <summary>A sync reads the newest closed candles again.</summary>
    private const int CandlesASync = 3;

    /// <summary>Below the limit of the route: 30 pages a second.</summary>
    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(50);

    private const string CannotSee = "a real network, and a db node with processors of its own: four processes and the clients share two processors and the loopback.";

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("hop: a single process and a cluster of three are started on the same candles");
        using var directory = new TempDirectory();
        var (alone, shared) = (directory.File("alone.db"), directory.File("shared.db"));
        File.Copy(run.FileOf(Candles), alone);
        File.Copy(run.FileOf(Candles), shared);
        var environment = new Dictionary<string, string?>(StoredProgram.Environment) { ["CryptoFlow__Api__Key"] = EndlessBackfill.Key };
        await using var single = await CryptoFlowProcess.ServeAsync(alone, environment);
        await using var cluster = await SmallCluster.StartAsync(shared);
        SeriesKey[] series = [.. Enumerable.Range(0, Run.SeriesAFile).Select(MadeCandles.Series)];
        var (newest, old) = (Pages.Newest(series), Pages.Old(series, MadeCandles.History(Candles / Run.SeriesAFile)));

        return new RowGroup(
        [
            await OneClientAsync(run, "newest page (hot)", single, cluster, newest),
            await OneClientAsync(run, "random old page (cold)", single, cluster, old),
            await SyncAsync(run, single, cluster),
            await ManyClientsAsync(run, "newest pages (hot)", single, cluster, newest),
            await ManyClientsAsync(run, "random old pages (cold)", single, cluster, old),
        ]);
    }

    private static async Task<Row> OneClientAsync(Run run, string what, CryptoFlowProcess single, SmallCluster cluster, Func<Random, byte[]> next)
    {
        run.Say($"hop: {what}, one client, through a web node and alone in turn");
        using var far = new LoadGenerator(cluster.Web[0], 1);
        using var near = new LoadGenerator(single.Http.BaseAddress!, 1);
        var rounds = await InTurn.MeasureAsync(
            run.Effort.Rounds, () => far.ClosedAsync(next, run.Effort.Slot / 2, run.Seed), () => near.ClosedAsync(next, run.Effort.Slot / 2, run.Seed));
        return RowOf(
            $"hop: {what} through a web node, one client, p50",
            Comparison.Of(rounds, r => r[0].P50, r => r[1].P50),
            "ms",
            string.Create(CultureInfo.InvariantCulture, $"p99 {Median.Of(rounds.Select(r => r[0].P99)):F2} ms, alone {Median.Of(rounds.Select(r => r[1].P99)):F2} ms; {rounds.Sum(r => r.Sum(l => l.Failed))} failed"));
    }

    private static async Task<Row> SyncAsync(Run run, CryptoFlowProcess single, SmallCluster cluster)
    {
        run.Say("hop: a page of a sync through a web node and alone in turn");
        using var far = new HttpClient { BaseAddress = cluster.Web[0] };
        using var near = new HttpClient { BaseAddress = single.Http.BaseAddress };
        foreach (var client in (HttpClient[])[far, near])
            client.DefaultRequestHeaders.Add("X-Api-Key", EndlessBackfill.Key);
        var sent = 0;
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, () => MeasureAsync(far), () => MeasureAsync(near));
        return RowOf(
            $"hop: {CandlesASync} new candles through a web node, sent to stored, p50",
            Comparison.Of(rounds, r => r[0].Percentile(0.5), r => r[1].Percentile(0.5)),
            "ms",
            string.Create(CultureInfo.InvariantCulture, $"p99 {Median.Of(rounds.Select(r => r[0].Percentile(0.99))):F2} ms, alone {Median.Of(rounds.Select(r => r[1].Percentile(0.99))):F2} ms; POST /api/import"));

        async Task<Latencies> MeasureAsync(HttpClient client)
        {
            var (times, began) = (new Latencies(), Stopwatch.GetTimestamp());
            do
            {
                using var page = PageOf(sent++);
                var at = Stopwatch.GetTimestamp();
                using var response = await client.PostAsync(new Uri($"/api/import?exchange=binance&symbol=SYNCUSDT&tf={Interval.M15.Minutes}", UriKind.Relative), page);
                response.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(at));
                await Eventually.PassAsync(SyncEvery);
            }
            while (Stopwatch.GetElapsedTime(began) < run.Effort.Slot / 2);
            return times;
        }
    }

    private static async Task<Row> ManyClientsAsync(Run run, string what, CryptoFlowProcess single, SmallCluster cluster, Func<Random, byte[]> next)
    {
        run.Say($"hop: {what}, {Clients} clients on two web nodes and on the single process in turn");
        using var first = new LoadGenerator(cluster.Web[0], Clients / 2);
        using var second = new LoadGenerator(cluster.Web[1], Clients / 2);
        using var near = new LoadGenerator(single.Http.BaseAddress!, Clients);
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, FarAsync, NearAsync);
        return RowOf(
            $"hop: {what} a second, {Clients} clients on two web nodes",
            Comparison.Of(rounds, r => r[0].PerSecond, r => r[1].PerSecond),
            "pages/s",
            $"{rounds.Sum(r => r.Sum(m => m.Failed))} failed; {rounds[^1][0].Processors}; alone {rounds[^1][1].Processors}");

        async Task<Measured> FarAsync()
        {
            var use = new ProcessorUse(("db", cluster.DatabaseTime), ("web", cluster.WebTime));
            var loads = await Task.WhenAll(first.ClosedAsync(next, run.Effort.Slot, run.Seed), second.ClosedAsync(next, run.Effort.Slot, run.Seed + Clients));
            return new Measured(loads.Sum(l => l.PerSecond), loads.Sum(l => l.Failed), use.Taken());
        }

        async Task<Measured> NearAsync()
        {
            var use = new ProcessorUse(("program", () => single.Child.ProcessorTime));
            var load = await near.ClosedAsync(next, run.Effort.Slot, run.Seed);
            return new Measured(load.PerSecond, load.Failed, use.Taken());
        }
    }

    private static Row RowOf(string what, Comparison comparison, string unit, string note) => new(what, new Quantity(comparison.Figure, unit))
    {
        Reference = new Quantity(comparison.Reference, unit),
        ReferenceIs = "single process",
        Ratio = comparison.Ratio,
        Note = note,
        CannotSee = CannotSee,
    };

    private static StringContent PageOf(int number)
    {
        var body = new StringBuilder("{\"candles\":[");
        for (var i = 0; i < CandlesASync; i++)
        {
            var candle = MadeCandles.At(0, (number * CandlesASync) + i);
            body.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"time\":{candle.OpenTime},\"open\":{candle.Open},\"high\":{candle.High},\"low\":{candle.Low},\"close\":{candle.Close},\"volume\":{candle.Volume}}}");
        }

        return new StringContent(body.Append("]}").ToString(), Encoding.UTF8, "application/json");
    }

    private sealed record Measured(double PerSecond, long Failed, ProcessorTimes Processors);
}
