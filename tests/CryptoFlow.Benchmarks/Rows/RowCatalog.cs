using System.Globalization;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>All measurements by their names on the command line, in the order in which they run.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<(string Name, string What, Func<Run, Task<RowGroup>> Measure)> All { get; } =
    [
        ("write", "candles a second through the writer's actor", WriteRows.RunAsync),
        ("read", "random old pages in process", ColdReadRow.RunAsync),
        ("saturation", "16 clients that ask again at once, newest and old pages", SaturationRows.RunAsync),
        ("tails", "p99 at 200 requests a second, idle and in a full-speed backfill", TailRows.RunAsync),
        ("sync", "a sync page from sent to stored, beside a backfill in process", SyncRow.RunAsync),
        ("streams", "from the exchange's closing message to the client, streams beside polling", StreamRow.RunAsync),
        ("sizes", "candles a second and a sync's wait by size of page and pages in flight", PageSizeTable.RunAsync),
        ("backfill", "syncs, old pages and the WAL in a full-speed backfill", BackfillRows.RunAsync),
        ("memory", "what is resident, and threads", MemoryRows.RunAsync),
        ("start", "start to the first page answered", StartRows.RunAsync),
        ("first", "p99 at 200 requests a second in the first seconds after the program is ready", FirstSecondsRow.RunAsync),
        ("idle", "processor time while nobody asks", IdleRow.RunAsync),
        ("rows", "cost against rows stored", GrowthRows.ByRowsAsync),
        ("series", "cost against series stored", GrowthRows.BySeriesAsync),
        ("clients", "cost against clients", GrowthRows.ByClientsAsync),
        ("retention", "a sync page and a backfill while retention removes old candles", RetentionRows.RunAsync),
        ("hop", "a db node and two web nodes beside a single process", HopRows.RunAsync),
    ];

    /// <summary>Runs the named measurements, or all of them.</summary>
    /// <param name="run">Effort and seed of the run.</param>
    /// <param name="names">Some of the names above; null means all.</param>
    /// <param name="keep">Receives the report so far after each measurement, so a run that is stopped halfway keeps its results.</param>
    public static async Task<BenchmarkReport> MeasureAsync(Run run, IReadOnlyCollection<string>? names = null, Func<BenchmarkReport, Task>? keep = null)
    {
        // Reads the load of the machine before the first measurement, so that the report shows if the machine was busy with other programs.
        var report = new BenchmarkReport(Machine(run), [], []);
        foreach (var (_, _, measure) in All.Where(r => names?.Contains(r.Name) != false))
        {
            var group = await measure(run);
            report = report with { Rows = [.. report.Rows, .. group.Rows], Tables = [.. report.Tables, .. group.Tables] };
            if (keep is not null)
                await keep(report);
        }

        return report;
    }

    private static string Machine(Run run)
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{now} UTC, {Environment.ProcessorCount} processors, .NET {Environment.Version}, load before the start {load}; medians of {run.Effort.Rounds} rounds, seed {run.Seed}.";
    }
}
