namespace CryptoFlow.Simulator.Wire;

/// <summary>The way to the exchange and back, in real time.</summary>
internal sealed class Latency(TimeSpan length, TimeProvider time)
{
    public Task WaitAsync(CancellationToken aborted) =>
        length > TimeSpan.Zero ? Task.Delay(length, time, aborted) : Task.CompletedTask;
}
