using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>
/// Slow exchanges with a stopped clock, so that a test can catch a short history in the middle of its backfill. The tests of a
/// <see cref="TestLane"/> share them.
/// </summary>
public sealed class PatientExchanges : IAsyncLifetime
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();
    private readonly Dictionary<CollectedSet, string> _collected = [];
    private SimulatorProcess? _simulator;

    public SimulatorProcess Simulator => _simulator ?? throw new InvalidOperationException("The exchanges have not been started.");

    /// <summary>The time of the exchanges' clock: a candle of every interval is still open.</summary>
    public static long Now => KillRun.Now;

    public async Task InitializeAsync() => _simulator = await KillRun.PatientExchangesAsync();

    /// <summary>
    /// Copies a database file that the program has filled with the whole set and closed in order. The first call for a set runs the program, and the later
    /// calls copy the same file, because the tests that begin with such a file do not change what the program does before.
    /// </summary>
    public async Task CopyCollectedAsync(CollectedSet set, string database)
    {
        if (!_collected.TryGetValue(set, out var file))
            _collected[set] = file = await CollectAsync(set, _directory.File($"collected-{_collected.Count}.db"));
        File.Copy(file, database);
    }

    public async Task DisposeAsync()
    {
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<string> CollectAsync(CollectedSet set, string database)
    {
        await using var program = await CryptoFlowProcess.ServeAsync(database, set.EnvironmentFor(Simulator));
        await program.BackfillCompletedAsync(exchanges: set.Plan.Exchanges.Length, Patience);
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(program.Leftovers());
        return database;
    }
}
