namespace CryptoFlow.Testing.Reports;

/// <summary>Collects durations in ms. Any thread may add one.</summary>
public sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _milliseconds.Count;
        }
    }

    public void Add(TimeSpan took)
    {
        lock (_lock)
            _milliseconds.Add(took.TotalMilliseconds);
    }

    /// <summary>The quantile for a share (0 to 1), ms: this share of all durations is below it. 0 if there are none.</summary>
    public double Percentile(double share) => At(Sorted(), share);

    public override string ToString()
    {
        var sorted = Sorted();
        return $"p50 {At(sorted, 0.5):F1}, p99 {At(sorted, 0.99):F1}, max {At(sorted, 1):F1} ms of {sorted.Length:N0}";
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private double[] Sorted()
    {
        lock (_lock)
            return [.. _milliseconds.Order()];
    }
}
