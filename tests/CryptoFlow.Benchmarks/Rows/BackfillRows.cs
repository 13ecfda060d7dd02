using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Torture.Load;
using CryptoFlow.Torture.Locks;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>How a full-speed backfill affects syncs, active readers, and the WAL. The program and the exchanges run as processes.</summary>
internal static class BackfillRows
{
    private const int Clients = 16;
    private const double MebiBytes = 1024 * 1024;
    private const double WalBudget = 64;
    private const double SyncBudget = 0.05;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("backfill: the program collects the history that clients will read");
        await using var backfill = await BackfilledProgram.StartAsync(run);
        var old = Pages.Old(backfill.Series, backfill.History);
        using var clients = new LoadGenerator(backfill.Program.Http.BaseAddress!, Clients);
        var lasts = run.Effort.Slot * run.Effort.Rounds;

        run.Say("backfill: syncs alone");
        var alone = await MeasureAsync(() => Eventually.PassAsync(lasts / 2));
        await using var writing = await backfill.WriteWithoutEndAsync();
        run.Say("backfill: full speed, nobody reads");
        var written = await MeasureAsync(() => Eventually.PassAsync(lasts));
        run.Say($"backfill: full speed, {Clients} clients read old pages without a break");
        var (load, footprint) = (default(LoadRun)!, backfill.Footprint);
        using var stop = new CancellationTokenSource();
        var watching = footprint.RunAsync(stop.Token);
        var read = await MeasureAsync(async () => load = await clients.ClosedAsync(old, lasts, run.Seed));
        await stop.CancelAsync();
        await watching;
        var health = await backfill.Program.HealthAsync();

        const string Shared = "exchanges that answer as slowly as real ones: these take a part of the processors instead.";
        return new RowGroup(
        [
            SyncRow("nobody reads", written, alone) with { CannotSee = "more than the histogram's bounds show; " + Shared },
            SyncRow($"{Clients} clients read without a break", read, alone) with { CannotSee = "more than the histogram's bounds show; " + Shared },
            new Row($"WAL file, peak, {Clients} clients always reading", new Quantity(footprint.WalPeakBytes / MebiBytes, "MB"))
            {
                ReferenceIs = $"replaced system: {ReplacedSystem.WalWithReaders}",
                Budget = $"<= {WalBudget} MB",
                Met = footprint.WalPeakBytes / MebiBytes <= WalBudget,
                Note = $"looked at every 50 ms; {health.LockWaitCount()} lock waits",
                CannotSee = "another program that keeps a snapshot: nothing can empty the WAL under it (tests/CryptoFlow.Torture foreign).",
            },
            new Row($"old pages in a full-speed backfill, {Clients} clients", new Quantity(load.PerSecond, "pages/s"))
            {
                Reference = new Quantity(ReplacedSystem.PagesPerSecondInABackfill, "pages/s"),
                ReferenceIs = "replaced system in a backfill",
                Ratio = load.PerSecond / ReplacedSystem.PagesPerSecondInABackfill,
                Note = $"p50 {load.P50:F1}, p99 {load.P99:F1} ms; {load.Failed} failed; {read.RowsPerSecond:N0} candles/s written meanwhile; {read.Processors}",
                CannotSee = "the replaced system beside it; " + Shared,
            },
            new Row("candles written in a full-speed backfill, nobody reads", new Quantity(written.RowsPerSecond, "candles/s"))
            {
                ReferenceIs = $"replaced system: {ReplacedSystem.WriteRateUnderLoad}",
                Note = $"{written.Processors}",
                CannotSee = Shared,
            },
        ]);

        async Task<Measured> MeasureAsync(Func<Task> meanwhile)
        {
            var (waits, rows) = (await WaitsAsync(backfill.Program), (await backfill.Program.HealthAsync()).RowsWritten());
            var use = new ProcessorUse(("program", () => backfill.Program.Child.ProcessorTime), ("exchanges", () => backfill.Exchanges.ProcessorTime));
            await meanwhile();
            var times = use.Taken();
            rows = (await backfill.Program.HealthAsync()).RowsWritten() - rows;
            return new Measured((await WaitsAsync(backfill.Program)).Since(waits), rows / times.Elapsed.TotalSeconds, times);
        }
    }

    private sealed record Measured(Waits Sync, double RowsPerSecond, ProcessorTimes Processors);

    private static async Task<Waits> WaitsAsync(CryptoFlowProcess program) => Waits.Of(
        PrometheusText.Read(await program.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))), "cryptoflow_db_writer_queue_time_seconds", "lane=\"sync\"");

    private static Row SyncRow(string beside, Measured measured, Measured alone)
    {
        var p99 = measured.Sync.Percentile(0.99);
        return new Row($"a sync page's wait in a full-speed backfill, p99, {beside}", new Quantity(p99 * 1_000, "ms or less"))
        {
            Reference = new Quantity(alone.Sync.Percentile(0.99) * 1_000, "ms or less"),
            ReferenceIs = "no backfill",
            Budget = $"< {SyncBudget * 1_000} ms",
            Met = p99 <= SyncBudget && measured.Sync.Count > 0,
            Note = $"{measured.Sync.Count} syncs, mean {measured.Sync.MeanMs:F1} ms; {measured.RowsPerSecond:N0} candles/s",
            CannotSee = "",
        };
    }
}
