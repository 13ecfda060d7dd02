namespace CryptoFlow.Processes.Support;

/// <summary>A directory of its own and the shared exchanges.</summary>
[Collection(TestLane.Programs)]
public abstract class ProcessTest(PatientExchanges exchanges) : IDisposable
{
    /// <summary>Generous: two cores may be busy with other things.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long the program may take to end in order: after that, systemd kills it (docs/operations.md).</summary>
    protected static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    protected TempDirectory Directory { get; } = new();

    protected string Database => Directory.File("candles.db");

    protected SimulatorProcess Simulator => exchanges.Simulator;

    public void Dispose()
    {
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<CryptoFlowProcess> ServeAsync(CollectedSet set, params (string Key, string Value)[] settings) =>
        CryptoFlowProcess.ServeAsync(Database, EnvironmentFor(set, settings));

    /// <summary>A set's settings and some more, by their keys below <c>CryptoFlow</c>.</summary>
    private protected Dictionary<string, string?> EnvironmentFor(CollectedSet set, params (string Key, string Value)[] settings)
    {
        var environment = set.EnvironmentFor(Simulator);

        // Two cores may be busy with other things.
        environment["CryptoFlow__Api__ReadTimeoutMs"] = "30000";
        foreach (var (key, value) in settings)
            environment[$"CryptoFlow__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        return environment;
    }

    /// <summary>Waits until a backfill has stored something and is not done.</summary>
    private protected static Task MidBackfillAsync(CryptoFlowProcess program) => Eventually.HoldsAsync(
        async () => (await program.BackfillAsync()).Any(run =>
            run.GetProperty("phase").GetString() == "running" && run.GetProperty("candlesStored").GetInt64() > 0),
        Patience,
        "a backfill is half done");

    /// <summary>Holds the file against the exchange once nothing writes it any more.</summary>
    private protected async Task AssertCompleteAsync(CollectedSet set, string? database = null)
    {
        using var file = new ForeignConnection(database ?? Database, readOnly: true);
        Assert.Equal("ok", DatabaseAudit.Integrity(file));
        Assert.Empty(await DatabaseAudit.DifferencesAsync(file, Simulator, set.Plan, PatientExchanges.Now));
        Assert.Empty(DatabaseAudit.Miscounted(file, set.Plan));
        Assert.Equal(0, DatabaseAudit.OpenGaps(file));
    }
}
