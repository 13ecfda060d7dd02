using System.Diagnostics;
using System.Text.Json;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Reports;
using static CryptoFlow.Testing.Reports.Finding;

namespace CryptoFlow.Acceptance;

/// <summary>
/// Collects the default set from an empty directory to the last candle. The program and the simulated exchanges run in their own processes, as users
/// start them. A few readers ask for pages at the same time.
/// </summary>
internal static class AcceptanceRun
{
    private const double RatioPromised = 1.25;
    private const int MebiBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    public static async Task<FindingReport> RunAsync(string? csv, Action<string> progress)
    {
        using var directory = new TempDirectory();
        var set = CollectedSet.Default;
        await using var simulator = await SimulatorProcess.StartAsync(csv is null ? [] : ["--csv", Path.GetFullPath(csv)]);
        var until = await simulator.NowAsync();
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        var began = Stopwatch.GetTimestamp();
        await using var program = await CryptoFlowProcess.ServeAsync(directory.File("cryptoflow.db"), set.EnvironmentFor(simulator));
        progress($"The program serves at {program.Http.BaseAddress}; collecting {set.Plan.Series.Count()} series.");

        var users = new LatencyProbe(program.Http, set.Plan);
        var footprint = new FootprintProbe(program.Child.Id, program.Database);
        using var stop = new CancellationTokenSource();
        var probes = Task.WhenAll(users.RunAsync(stop.Token), footprint.RunAsync(stop.Token));
        var runs = await program.BackfillCompletedAsync(set.Plan.Exchanges.Length, Patience, every: TimeSpan.FromMilliseconds(250));
        var sinceStart = Stopwatch.GetElapsedTime(began);
        var (ownTime, simulatorTime) = (program.Child.ProcessorTime, simulator.ProcessorTime);
        await stop.CancelAsync();
        await probes;

        progress("Every exchange's backfill is completed; comparing the file with the exchanges.");
        var health = await program.HealthAsync();
        var resident = footprint.ResidentPeakBytes();
        var (took, exitCode) = await program.TerminateAsync(Patience);
        var leftovers = program.Leftovers();
        return new FindingReport(
        [
            .. Speed(runs, sinceStart),
            new Finding("processor time", $"{ownTime.TotalSeconds:F1} s of the program, {simulatorTime.TotalSeconds:F1} s of the simulator, {Environment.ProcessorCount} processors; load before the start {load}"),
            .. await ContentsAsync(program.Database, simulator, set, until, invented: csv is null, progress),
            .. Service(users, health),
            AtMost("WAL file, peak", footprint.WalPeakBytes / (double)MebiBytes, 64, "MB"),
            AtMost("memory of the program, peak RSS", resident / (double)MebiBytes, 250, "MB"),
            AtMost("time from SIGTERM to the end", took.TotalSeconds, EndsWithin.TotalSeconds, "s"),
            Zero("exit code", exitCode),
            Zero("files left beside the database file", leftovers.Count),
            Zero("errors logged", program.ErrorsLogged().Count),
        ]);
    }

    private static IEnumerable<Finding> Speed(JsonElement[] runs, TimeSpan sinceStart)
    {
        var least = 0.0;
        foreach (var run in runs)
        {
            var exchange = run.GetProperty("exchange").GetString()!;
            var plan = run.GetProperty("plan");
            var (requests, cost) = (plan.GetProperty("requests").GetInt32(), plan.GetProperty("cost").GetInt32());
            var allowed = LeastTime.SecondsFor(exchange, requests, cost);
            var seconds = (run.GetProperty("endedAt").GetInt64() - run.GetProperty("startedAt").GetInt64()) / 1000.0;
            least = Math.Max(least, allowed);
            yield return new Finding($"{exchange}: backfill", $"{seconds:F2} s for {requests} requests, cost {cost}; the limits allow {allowed:F2} s");
        }

        var measured = (runs.Max(r => r.GetProperty("endedAt").GetInt64()) - runs.Min(r => r.GetProperty("startedAt").GetInt64())) / 1000.0;
        yield return new Finding("all backfills, side by side", $"{measured:F2} s");
        yield return new Finding("all backfills, from the start of the process", $"{sinceStart.TotalSeconds:F2} s");
        yield return new Finding("least time that the limits allow", $"{least:F2} s");
        yield return least > 0
            ? new Finding("ratio", $"{measured / least:F2}", $"<= {RatioPromised}", measured <= RatioPromised * least)
            : new Finding("ratio", "the limits allow all requests at once");
    }

    private static async Task<IReadOnlyList<Finding>> ContentsAsync(string database, SimulatorProcess simulator, CollectedSet set, long until, bool invented, Action<string> progress)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        var rows = set.Plan.Intervals.Sum(i => file.Scalar<long>($"SELECT count(*) FROM candles_{i.Minutes}"));
        var integrity = DatabaseAudit.Integrity(file);
        var differences = await DatabaseAudit.DifferencesAsync(file, simulator, set.Plan, until);
        var openGaps = DatabaseAudit.OpenGaps(file);
        foreach (var difference in differences.Take(10))
            progress(difference);
        return
        [
            new Finding("candles stored", $"{rows:N0}", "some", rows > 0),
            Zero("requests refused by the exchanges", await simulator.RefusedAsync()),
            Zero("rows that differ from the exchange or are missing", differences.Count),
            Zero("series with a wrong row count", DatabaseAudit.Miscounted(file, set.Plan).Count),

            // Real candles begin at some time and have real gaps. The program asks for a gap again before it marks the gap as confirmed.
            invented ? Zero("open gaps", openGaps) : new Finding("open gaps (the exchange has no candles there, either)", $"{openGaps}"),
            new Finding("integrity_check", integrity, "ok", integrity == "ok"),
        ];
    }

    private static IEnumerable<Finding> Service(LatencyProbe users, JsonElement health)
    {
        yield return Zero("lock waits", health.GetProperty("lockWaitCount").GetInt64());
        foreach (var (what, lanes) in new[] { ("wait for the writer", health.GetProperty("queue").GetProperty("wait")), ("time of the writer", health.GetProperty("writer").GetProperty("time")) })
        {
            foreach (var lane in lanes.EnumerateObject())
                yield return new Finding($"{what}, lane {lane.Name}", $"mean {lane.Value.GetProperty("meanMs").GetDouble():F1}, max {lane.Value.GetProperty("maxMs").GetDouble():F1} ms of {lane.Value.GetProperty("count")}");
        }

        yield return new Finding(
            "/api/candles during the run, 10 requests a second",
            $"{users.Times}");
        yield return Zero("requests not answered with 200", users.Failed);
    }
}
