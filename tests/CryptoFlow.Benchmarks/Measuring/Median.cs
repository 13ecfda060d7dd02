namespace CryptoFlow.Benchmarks.Measuring;

internal static class Median
{
    /// <summary>The median. For an even number of values, the mean of the two in the middle.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? throw new InvalidOperationException("Nothing was measured.")
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
