namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>
/// Measures things one after the other, again and again (A B A B …), so that a machine whose speed drifts slows all of them
/// alike. What is reported is the median of the rounds.
/// </summary>
internal static class InTurn
{
    /// <summary>One uncounted round, in which code is compiled and caches fill, then the rounds; by round, then in the order given.</summary>
    public static async Task<IReadOnlyList<T[]>> MeasureAsync<T>(int rounds, params Func<Task<T>>[] things)
    {
        var measured = new List<T[]>();
        for (var round = -1; round < rounds; round++)
        {
            var results = new T[things.Length];
            for (var i = 0; i < things.Length; i++)
                results[i] = await things[i]();
            if (round >= 0)
                measured.Add(results);
        }

        return measured;
    }

    /// <summary>A figure and its reference, measured in turn.</summary>
    public static async Task<Comparison> CompareAsync(int rounds, Func<Task<double>> figure, Func<Task<double>> reference) =>
        Comparison.Of(await MeasureAsync(rounds, figure, reference), r => r[0], r => r[1]);
}

/// <summary>Medians of the rounds. The ratio is the median of the rounds' ratios, so that a round which the machine slowed does not count for more.</summary>
internal readonly record struct Comparison(double Figure, double Reference, double Ratio)
{
    public static Comparison Of<T>(IReadOnlyList<T[]> rounds, Func<T[], double> figure, Func<T[], double> reference) => new(
        Median.Of(rounds.Select(figure)),
        Median.Of(rounds.Select(reference)),
        Median.Of(rounds.Select(r => figure(r) / reference(r))));
}
