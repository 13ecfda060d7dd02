namespace CryptoFlow.Benchmarks.Load;

/// <summary>What clients saw.</summary>
/// <param name="Times">Of answers with 200; in an open loop from when a request was due.</param>
/// <param name="Late">How late the generator itself sent, of requests that a free connection waited for: the machine's part of the times. Empty for a closed loop.</param>
/// <param name="Failed">Answers that were none, or no 200.</param>
/// <param name="Bytes">Of all bodies.</param>
/// <param name="Lasted">From the first request to the last answer.</param>
internal sealed record LoadRun(Latencies Times, Latencies Late, long Failed, long Bytes, TimeSpan Lasted)
{
    public double PerSecond => Times.Count / Lasted.TotalSeconds;

    public double P50 => Times.Percentile(0.5);

    public double P99 => Times.Percentile(0.99);
}
