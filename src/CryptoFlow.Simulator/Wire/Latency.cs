namespace CryptoFlow.Simulator.Wire;

/// <summary>The simulated round-trip time to the exchange, in real time.</summary>
internal sealed class Latency(TimeSpan length, TimeProvider time)
{
    public Task WaitAsync(CancellationToken aborted) =>
        length > TimeSpan.Zero ? Task.Delay(length, time, aborted) : Task.CompletedTask;
}
