namespace CryptoFlow.Processes.Support;

/// <summary>Base of tests of the program as a process: a directory for each test, and exchanges that the tests share.</summary>
[Collection(TestLane.Programs)]
public abstract class ProcessTest(PatientExchanges exchanges) : IDisposable
{
    /// <summary>Longest wait for any state. It is long because other programs may keep both cores busy.</summary>
    protected static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>Longest time from SIGTERM to the end. After this time systemd kills the program (docs/operations.md).</summary>
    protected static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    protected TempDirectory Directory { get; } = new();

    protected string Database => Directory.File("candles.db");

    protected SimulatorProcess Simulator => exchanges.Simulator;

    public void Dispose()
    {
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts a database file in place that the program has filled with the whole set and closed in order.</summary>
    private protected Task HaveCollectedAsync(CollectedSet set) => exchanges.CopyCollectedAsync(set, Database);

    private protected Task<CryptoFlowProcess> ServeAsync(CollectedSet set, params (string Key, string Value)[] settings) =>
        CryptoFlowProcess.ServeAsync(Database, EnvironmentFor(set, settings));

    /// <summary>The settings of a set and additional settings, by their keys below <c>CryptoFlow</c>.</summary>
    private protected Dictionary<string, string?> EnvironmentFor(CollectedSet set, params (string Key, string Value)[] settings)
    {
        var environment = set.EnvironmentFor(Simulator);

        // Other programs may keep both cores busy, so a query may take long.
        environment["CryptoFlow__Api__ReadTimeoutMs"] = "30000";
        foreach (var (key, value) in settings)
            environment[$"CryptoFlow__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        return environment;
    }

    /// <summary>Waits until a backfill has stored some candles and is not completed.</summary>
    private protected static Task MidBackfillAsync(CryptoFlowProcess program) => Eventually.HoldsAsync(
        async () => (await program.BackfillAsync()).Any(run =>
            run.GetProperty("phase").GetString() == "running" && run.GetProperty("candlesStored").GetInt64() > 0),
        Patience,
        "a backfill is half done");

    /// <summary>Compares the file with the exchange. No program may write the file any more.</summary>
    private protected async Task AssertCompleteAsync(CollectedSet set, string? database = null)
    {
        using var file = new ForeignConnection(database ?? Database, readOnly: true);
        Assert.Equal("ok", DatabaseAudit.Integrity(file));
        Assert.Empty(await DatabaseAudit.DifferencesAsync(file, Simulator, set.Plan, PatientExchanges.Now));
        Assert.Empty(DatabaseAudit.Miscounted(file, set.Plan));
        Assert.Equal(0, DatabaseAudit.OpenGaps(file));
    }
}
