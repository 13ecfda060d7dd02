namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>
/// Measures things one after the other, in many rounds (A B A B …). If the speed of the machine drifts, the drift affects all of them
/// equally. The tool reports the median of the rounds.
/// </summary>
internal static class InTurn
{
    /// <summary>First an uncounted round, which compiles code and fills caches, then the rounds. The result is ordered by round, then as given.</summary>
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

    /// <summary>Measures a figure and its reference in turn.</summary>
    public static async Task<Comparison> CompareAsync(int rounds, Func<Task<double>> figure, Func<Task<double>> reference) =>
        Comparison.Of(await MeasureAsync(rounds, figure, reference), r => r[0], r => r[1]);
}

/// <summary>Medians of the rounds. The ratio is the median of the ratios of all rounds, so a round on a slowed machine has no extra weight.</summary>
internal readonly record struct Comparison(double Figure, double Reference, double Ratio)
{
    public static Comparison Of<T>(IReadOnlyList<T[]> rounds, Func<T[], double> figure, Func<T[], double> reference) => new(
        Median.Of(rounds.Select(figure)),
        Median.Of(rounds.Select(reference)),
        Median.Of(rounds.Select(r => figure(r) / reference(r))));
}
