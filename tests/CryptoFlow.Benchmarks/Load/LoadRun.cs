namespace CryptoFlow.Benchmarks.Load;

/// <summary>The results of one run, as the clients saw them.</summary>
/// <param name="Times">Times of the answers with status 200. In an open loop, each time counts from the moment when the request was due.</param>
/// <param name="Late">How late the generator sent a request although a connection was free. The machine causes this delay, not the server. Empty for a closed loop.</param>
/// <param name="Failed">Number of requests with no answer or with another status than 200.</param>
/// <param name="Bytes">Total length of all bodies.</param>
/// <param name="Lasted">Time from the first request to the last answer.</param>
internal sealed record LoadRun(Latencies Times, Latencies Late, long Failed, long Bytes, TimeSpan Lasted)
{
    public double PerSecond => Times.Count / Lasted.TotalSeconds;

    public double P50 => Times.Percentile(0.5);

    public double P99 => Times.Percentile(0.99);
}
