using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Overload;

/// <summary>More clients than the program can serve. They ignore Retry-After, and the program writes at full speed at the same time.</summary>
internal static class OverloadRun
{
    private const double MebiBytes = 1024 * 1024;

    /// <param name="clients">Number of clients. Each has its own connection.</param>
    /// <param name="lasts">Duration of the overload.</param>
    /// <param name="seed">Seed of the clients' random choices.</param>
    /// <param name="healthWithin">Largest allowed 99th percentile of the times of health, ms.</param>
    /// <param name="progress">Receives lines about the progress.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(int clients, TimeSpan lasts, int seed, double healthWithin, Action<string> progress)
    {
        var set = EndlessBackfill.Set;
        await using var stage = await Stage.StartAsync(set, EndlessBackfill.ExchangesAsync(60));
        await stage.FilledAsync();
        var footprint = new FootprintProbe(stage.Program.Child.Id, stage.Database);
        using var load = new ClosedLoop(stage.Server, clients);
        using var health = new HealthProbe(stage.Server, TimeSpan.FromMilliseconds(100));
        using var stop = new CancellationTokenSource();
        var writing = EndlessBackfill.RunAsync(stage.Program, EndlessBackfill.Set.Plan, days: 200, stop.Token);
        var before = footprint.ResidentBytes();
        progress($"{clients} clients for {lasts.TotalSeconds:F0} s beside a full-speed backfill; {before / MebiBytes:F0} MB resident");
        var writtenBefore = (await stage.Program.HealthAsync()).RowsWritten();

        var probes = Task.WhenAll(health.RunAsync(stop.Token), footprint.RunAsync(stop.Token));
        var asking = load.RunAsync(random => Page(set, random), seed, stop.Token);
        await Eventually.PassAsync(lasts / 2);
        var half = footprint.ResidentBytes();
        await Eventually.PassAsync(lasts / 2);
        var end = footprint.ResidentBytes();
        await stop.CancelAsync();
        await Task.WhenAll(asking, probes, writing);
        var peak = footprint.ResidentPeakBytes();
        var last = await stage.Program.HealthAsync();
        var written = last.RowsWritten() - writtenBefore;
        await Eventually.PassAsync(TimeSpan.FromSeconds(2));
        var after = footprint.ResidentBytes();

        return
        [
            Finding.True("answered with 200", $"{load.Answered:N0}, {load.Answered / lasts.TotalSeconds:F0}/s", "some", load.Answered > 0),
            clients >= 512
                ? Finding.True("answered with 503 and Retry-After", $"{load.Refused:N0}", "some: the queue has a bound", load.Refused > 0)
                : new("answered with 503 and Retry-After", $"{load.Refused:N0}"),
            Finding.None("other answers", load.Defects),
            new("times of all answers", $"{load.Times}"),
            Finding.AtMost("99th percentile of these times (a query's deadline is 2 s)", load.Times.Percentile(0.99), 2_000 + healthWithin, "ms"),
            new("/api/health during the overload, on its own connection", $"{health.Times}"),
            new("/health/live, which asks no actor, in turn with /api/health", $"{health.LiveTimes}"),
            Finding.AtMost(
                "/api/health, 99th percentile (or twice that of /health/live, where the machine is slower than that)",
                health.Times.Percentile(0.99),
                Math.Max(healthWithin, 2 * health.LiveTimes.Percentile(0.99)),
                "ms"),
            new("resident memory before, halfway, at the end, 2 s after the end", $"{before / MebiBytes:F0}, {half / MebiBytes:F0}, {end / MebiBytes:F0}, {after / MebiBytes:F0} MB"),
            Finding.AtMost("resident memory at the end, as a multiple of the value halfway", (double)end / half, 1.25, "x") with { Wobbles = true },
            Finding.AtMost("resident memory, peak", peak / MebiBytes, 400, "MB"),
            Finding.True("candles written meanwhile", $"{written:N0}", "some", written > 0),
            Finding.AtMost("WAL file, peak", footprint.WalPeakBytes / MebiBytes, 64, "MB") with { Replaced = Locks.ReplacedSystem.WalWithReaders },
            Finding.Zero("lock waits (BUSY)", last.LockWaitCount()),
            Finding.Zero("queries failed", last.Reads("failed")),
            .. await stage.EndAsync(only: series => series.Interval == Interval.M15),
        ];
    }

    private static Ask Page(CollectedSet set, Random random)
    {
        var series = set.Plan.Series.Where(s => s.Interval == Interval.M15).ElementAt(random.Next(7));
        var limit = ((int[])[10, 100, 500, 1_000])[random.Next(4)];
        var page = new Ask($"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf=15&limit={limit}");
        return random.Next(2) == 0 ? page : page.ByQuery();
    }
}
