using System.Text.RegularExpressions;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Telemetry;

/// <summary>
/// The program in its own process, after everything that its metrics count has happened: a collection, queries, a lock of another program, a
/// checkpoint. Scraped right after the start and at the end.
/// </summary>
public sealed class MeasuredProgram : IAsyncLifetime
{
    /// <summary>Number of polls in about 10 s. A checkpoint and an alert follow the lock within this time.</summary>
    private const int LooksAfterALock = 200;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "60",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:Timeframes:1"] = "1h",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Database:BusyTimeoutMs"] = "60000",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["PaperTrading:From"] = "history",
        ["Collector:Funding"] = "true",
        ["Api:WarmUpSeconds"] = "60",

        // No run is due, and no candle is old enough to be removed; the metrics are there from the start.
        ["Backup:Schedule"] = "0 0 1 1 *",
        ["Retention:15m"] = "730",
    });

    private static readonly string[] Marks =
    [
        "^cryptoflow_db_lock_wait_seconds_count{connection=\"writer\"} [1-9]",
        "^cryptoflow_db_checkpoint_duration_seconds_count{[^}]*} [1-9]",
        "^cryptoflow_paper_parity_differences",
        "^cryptoflow_funding_age_seconds",
        "^cryptoflow_funding_estimate",
        "^cryptoflow_series_verification_never",
        "^cryptoflow_alert_active{alert=\"lock_wait_long\",severity=\"warning\"} 1",
    ];

    private readonly TempDirectory _directory = new();
    private SimulatorProcess? _simulator;
    private CryptoFlowProcess? _program;

    /// <summary>The answer of <c>/metrics</c> right after the start.</summary>
    public string First { get; private set; } = "";

    /// <summary>The answer of <c>/metrics</c> after all of these events.</summary>
    public string Text { get; private set; } = "";

    internal PrometheusText FirstMetrics => PrometheusText.Read(First);

    internal PrometheusText Metrics => PrometheusText.Read(Text);

    public async Task InitializeAsync()
    {
        _simulator = await SimulatorProcess.StartAsync("--speed", "0", "--now", $"{PatientExchanges.Now}", "--no-limits");
        _program = await CryptoFlowProcess.ServeAsync(_directory.File("candles.db"), Set.EnvironmentFor(_simulator, streams: true));

        // Each collector reports its state within half a second of the start. Its metrics are there from then on.
        await Eventually.HoldsAsync(
            async () => Regex.Count(First = await ScrapeAsync(), "^cryptoflow_collector_budget_limit{", RegexOptions.Multiline) == 3, Patience, "the collectors have reported");
        await _program.BackfillCompletedAsync(3, Patience);
        await _program.GetAsync("/api/candles?tf=1h&limit=10");

        // On a busy machine it can happen that no sync falls into the time of the lock. Then the test takes the lock again.
        var looks = 0;
        Text = await Eventually.GetAsync(
            async () =>
            {
                if (looks++ % LooksAfterALock == 0)
                    await HoldTheLockAsync();
                var text = await ScrapeAsync();
                return Marks.All(mark => Regex.IsMatch(text, mark, RegexOptions.Multiline)) ? text : null;
            },
            Patience,
            "the wait and a checkpoint were measured",
            BetweenLooks);
    }

    public async Task DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        _directory.Dispose();
    }

    public Task<string> ScrapeAsync() => _program!.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    /// <summary>Holds the lock for longer than two syncs, so that one sync waits for more than a second. The rows of this transaction make a checkpoint due.</summary>
    private async Task HoldTheLockAsync()
    {
        using var foreigner = new ForeignConnection(_program!.Database);
        foreigner.Execute("BEGIN IMMEDIATE");
        foreigner.Execute("CREATE TABLE IF NOT EXISTS filler (bytes); INSERT INTO filler VALUES (zeroblob(6000000))");
        await Eventually.PassAsync(TimeSpan.FromSeconds(2.5));
        foreigner.Execute("COMMIT");
    }
}
