using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>
/// Slow exchanges with a stopped clock, so that a test can catch a short history in the middle of its backfill. The tests of a
/// <see cref="TestLane"/> share them.
/// </summary>
public sealed class PatientExchanges : IAsyncLifetime
{
    private SimulatorProcess? _simulator;

    public SimulatorProcess Simulator => _simulator ?? throw new InvalidOperationException("The exchanges have not been started.");

    /// <summary>The time of the exchanges' clock: a candle of every interval is still open.</summary>
    public static long Now => KillRun.Now;

    public async Task InitializeAsync() => _simulator = await KillRun.PatientExchangesAsync();

    public async Task DisposeAsync()
    {
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }
}
