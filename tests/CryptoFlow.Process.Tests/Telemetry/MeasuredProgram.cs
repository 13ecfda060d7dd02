using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Telemetry;

/// <summary>
/// The program in a process of its own, once everything that it measures has happened to it: a collection, queries, another program's lock, a
/// checkpoint. And one scrape of it.
/// </summary>
public sealed class MeasuredProgram : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "60",
        ["Collector:Timeframes:0"] = "1h",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
    });

    private readonly TempDirectory _directory = new();
    private SimulatorProcess? _simulator;
    private CryptoFlowProcess? _program;

    /// <summary>The answer of <c>/metrics</c>.</summary>
    public string Text { get; private set; } = "";

    internal PrometheusText Metrics => PrometheusText.Read(Text);

    public async Task InitializeAsync()
    {
        _simulator = await SimulatorProcess.StartAsync("--speed", "0", "--now", $"{PatientExchanges.Now}", "--no-limits");
        _program = await CryptoFlowProcess.ServeAsync(_directory.File("candles.db"), Set.EnvironmentFor(_simulator));
        await _program.BackfillCompletedAsync(3, Patience);
        await _program.GetAsync("/api/candles?tf=1h&limit=10");
        await Eventually.HoldsAsync(LockIsWaitedForAsync, Patience, "the writer has waited for another program's lock");
        await Eventually.HoldsAsync(
            async () => (await ScrapeAsync()).Contains("cryptoflow_db_checkpoint_duration_seconds_count", StringComparison.Ordinal), Patience, "a checkpoint was measured");
        Text = await ScrapeAsync();
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

    /// <summary>Holds the lock over a sync; what is written under it is enough for a checkpoint.</summary>
    private async Task<bool> LockIsWaitedForAsync()
    {
        using (var foreigner = new ForeignConnection(_program!.Database))
        {
            foreigner.Execute("BEGIN IMMEDIATE");
            foreigner.Execute("CREATE TABLE IF NOT EXISTS filler (bytes); INSERT INTO filler VALUES (zeroblob(6000000))");
            await Eventually.PassAsync(TimeSpan.FromSeconds(1.5));
            foreigner.Execute("COMMIT");
        }

        await Eventually.PassAsync(TimeSpan.FromSeconds(0.3));
        return (await ScrapeAsync()).Contains("cryptoflow_db_lock_wait_seconds_count", StringComparison.Ordinal);
    }
}
