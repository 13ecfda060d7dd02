using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>
/// Exchanges at a stopped clock that take their time to answer, so that a short history is still a backfill that can be caught
/// half done. All tests share them, and run one after the other: they measure times, and the machine may have two cores.
/// </summary>
public sealed class PatientExchanges : IAsyncLifetime
{
    public const string Collection = "processes";

    private SimulatorProcess? _simulator;

    public SimulatorProcess Simulator => _simulator ?? throw new InvalidOperationException("The exchanges have not been started.");

    /// <summary>In the middle of a candle of every interval.</summary>
    public static long Now => KillRun.Now;

    public async Task InitializeAsync() => _simulator = await KillRun.PatientExchangesAsync();

    public async Task DisposeAsync()
    {
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }
}

[CollectionDefinition(PatientExchanges.Collection)]
public sealed class ProcessesCollection : ICollectionFixture<PatientExchanges>;
