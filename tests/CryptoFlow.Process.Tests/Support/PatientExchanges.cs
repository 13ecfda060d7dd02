using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>
/// Exchanges at a stopped clock that take their time to answer, so that a test can catch a short history in the middle of its backfill. The tests of a
/// <see cref="TestLane"/> share them.
/// </summary>
public sealed class PatientExchanges : IAsyncLifetime
{
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
