namespace CryptoFlow.Testing.Reports;

/// <summary>One line of a report: a figure, and the promise that it must keep.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The measured value, in words.</param>
/// <param name="Promise">The promised value. Null if the figure is only shown.</param>
/// <param name="Met">True if the promise holds.</param>
public sealed record Finding(string What, string Measured, string? Promise = null, bool Met = true)
{
    /// <summary>The same figure of the replaced system, if it was measured.</summary>
    public string? Replaced { get; init; }

    /// <summary>
    /// True if the promise depends on time, so that it holds only on an otherwise idle machine. The test suite shares its machine with other programs. It only
    /// prints such a promise, and checks all others.
    /// </summary>
    public bool Wobbles { get; init; }

    public static Finding Zero(string what, long measured) => new(what, $"{measured:N0}", "0", measured == 0);

    /// <summary>The promise that nothing was found. If something was found, the finding shows the first few items.</summary>
    public static Finding None(string what, IReadOnlyCollection<string> found) =>
        new(what, found.Count == 0 ? "0" : $"{found.Count:N0}: {string.Join("; ", found.Take(3))}", "0", found.Count == 0);

    public static Finding AtMost(string what, double measured, double promised, string unit) =>
        new(what, $"{measured:F2} {unit}", $"<= {promised} {unit}", measured <= promised) { Wobbles = unit is "ms" or "s" };

    public static Finding Equal<T>(string what, T measured, T promised)
        where T : IEquatable<T> => new(what, $"{measured}", $"{promised}", measured.Equals(promised));

    /// <summary>One line if all promises hold; otherwise one line for each broken promise.</summary>
    public static IReadOnlyList<Finding> Together(string what, IReadOnlyList<Finding> findings) => findings.All(f => f.Met)
        ? [new Finding(what, string.Join("; ", findings.Select(f => $"{f.What} {f.Measured}")), "all as promised")]
        : [.. findings.Where(f => !f.Met).Select(f => f with { What = $"{what}: {f.What}" })];

    public static Finding True(string what, string measured, string promise, bool met) => new(what, measured, promise, met);
}
