using System.Diagnostics;
using System.Text.Json;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Locks;

/// <summary>The three situations in which the replaced system failed. The program and the exchanges run in their own processes.</summary>
internal static class LockScenarios
{
    private const int Clients = 16;

    /// <param name="days">Length of the history that the program fills, days. The default set has 730.</param>
    /// <param name="seed">Seed of the clients' random choices.</param>
    /// <param name="progress">Receives lines about the progress.</param>
    /// <param name="numbers">The numbers of the scenarios that run.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(int days, int seed, Action<string> progress, string numbers = "123")
    {
        var findings = new List<Finding>();
        foreach (var scenario in Scenarios.Where(scenario => numbers.Contains(scenario.Name[0], StringComparison.Ordinal)))
        {
            progress($"{scenario.Name}: {days} days of history at full speed");
            findings.AddRange(await RunAsync(scenario, days, seed));
        }

        return findings;
    }

    /// <param name="Name">Name of the scenario in the report.</param>
    /// <param name="Reads">True if 16 clients read during the scenario.</param>
    /// <param name="Speed">Speed of the market's clock. At 900 a 15m candle closes each second, so every sync writes.</param>
    /// <param name="Checkpoints">True if the scenario orders checkpoints as often as the settings allow.</param>
    private sealed record Scenario(string Name, bool Reads, double Speed, bool Checkpoints);

    private static readonly Scenario[] Scenarios =
    [
        new("1 API reads in a backfill", Reads: true, Speed: 0, Checkpoints: false),
        new("2 sync in a backfill", Reads: false, Speed: 900, Checkpoints: false),
        new("3 checkpoints under both", Reads: true, Speed: 900, Checkpoints: true),
    ];

    private static async Task<IReadOnlyList<Finding>> RunAsync(Scenario scenario, int days, int seed)
    {
        var set = new CollectedSet(new Dictionary<string, string?>
        {
            ["Api:Key"] = EndlessBackfill.Key,
            ["Collector:HistoryDays"] = $"{days}",
            ["Collector:PollIntervalSeconds"] = "1",
            ["Database:WalAutocheckpointPages"] = scenario.Checkpoints ? "100" : "5000",
        });
        await using var stage = await Stage.StartAsync(set, EndlessBackfill.ExchangesAsync(scenario.Speed), Stage.ReadTimeout);
        using var readers = new ClosedLoop(stage.Server, Clients);
        using var probe = new HealthProbe(stage.Server, TimeSpan.FromMilliseconds(200));
        var footprint = new FootprintProbe(stage.Program.Child.Id, stage.Database);
        using var stop = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var beside = Task.WhenAll(
            scenario.Reads ? readers.RunAsync(random => Page(set, random), seed, stop.Token) : Task.CompletedTask,
            scenario.Checkpoints ? OrderCheckpointsAsync(stage.Program, stop.Token) : Task.CompletedTask,
            probe.RunAsync(stop.Token),
            footprint.RunAsync(stop.Token));
        await stage.FilledAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await beside;
        var health = await stage.Program.HealthAsync();

        List<Finding> findings =
        [
            new("candles written", $"{health.RowsWritten() / seconds:N0} rows/s, {health.RowsWritten():N0} in {seconds:F1} s") { Replaced = ReplacedSystem.WriteRateUnderLoad },
        ];
        if (scenario.Reads)
        {
            findings.Add(Finding.True("answers of /api/candles?limit=1000", $"{readers.Answered / seconds:F0}/s", "some", readers.Answered > 0) with { Replaced = ReplacedSystem.ReadsInABackfill });
            findings.Add(new("times of these answers", $"{readers.Times}") { Replaced = ReplacedSystem.ReadTimesInABackfill });
            findings.Add(Finding.None("wrong or refused answers", [.. readers.Defects, .. Enumerable.Repeat("503", (int)readers.Refused)]));
        }

        if (scenario.Speed > 0)
        {
            var synced = health.GetProperty("queue").GetProperty("wait").GetProperty("sync").GetProperty("count").GetInt64();
            findings.Add(Finding.True("a sync page's wait for the writer", Lane(health, "queue", "wait"), "some", synced > 0) with { Replaced = ReplacedSystem.SyncWaits });
            findings.Add(new("a sync page's time in the writer", Lane(health, "writer", "time")));
        }

        findings.Add(Finding.Zero("writes refused", health.Rejected()) with { Replaced = ReplacedSystem.SyncInABackfill });
        if (scenario.Checkpoints)
        {
            var wal = health.GetProperty("wal");
            findings.Add(Finding.True("checkpoints ordered", $"{wal.GetProperty("checkpoints").GetInt64()}, {wal.GetProperty("checkpointsBusy").GetInt64()} of them met a reader; SQLite's own every 100 pages", "some", wal.GetProperty("checkpoints").GetInt64() > 0));
            findings.Add(Finding.AtMost("WAL file, peak", footprint.WalPeakBytes / 1e6, 67.2, "MB") with { Replaced = ReplacedSystem.WalWithReaders });
        }

        findings.Add(Finding.Zero("lock waits (BUSY)", health.LockWaitCount()));
        findings.Add(Finding.None("contradictions in health", [.. probe.Seen.SelectMany(s => s.Health.Contradictions()).Distinct()]));
        findings.AddRange(await stage.EndAsync());
        return [.. findings.Select(f => f with { What = $"{scenario.Name}: {f.What}" })];
    }

    /// <summary>Acts as an operator who orders TRUNCATE checkpoints as often as the API accepts them.</summary>
    private static async Task OrderCheckpointsAsync(CryptoFlowProcess program, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/db/checkpoint?mode=truncate", UriKind.Relative));
            request.Headers.Add("X-Api-Key", EndlessBackfill.Key);
            using var response = await program.Http.SendAsync(request, CancellationToken.None);
            response.EnsureSuccessStatusCode();
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Ask Page(CollectedSet set, Random random)
    {
        var series = set.Plan.Series.ElementAt(random.Next(set.Plan.Series.Count()));
        var page = new Ask($"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit=1000");
        return random.Next(2) == 0 ? page : page.ByQuery();
    }

    private static string Lane(JsonElement health, string part, string figure)
    {
        var lane = health.GetProperty(part).GetProperty(figure).GetProperty("sync");
        return $"mean {lane.GetProperty("meanMs").GetDouble():F1}, max {lane.GetProperty("maxMs").GetDouble():F1} ms of {lane.GetProperty("count").GetInt64():N0}";
    }
}
