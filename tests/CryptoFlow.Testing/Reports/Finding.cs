namespace CryptoFlow.Testing.Reports;

/// <summary>One line of a result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The figure, in words.</param>
/// <param name="Promise">What was promised; null where the figure is only shown.</param>
/// <param name="Met">Whether the promise holds.</param>
public sealed record Finding(string What, string Measured, string? Promise = null, bool Met = true)
{
    /// <summary>The same figure of the replaced system, where it was measured.</summary>
    public string? Replaced { get; init; }

    /// <summary>
    /// The promise is a time, or hangs on one: it holds on a machine that does nothing else. The suite, which runs beside others, prints it
    /// and holds only the rest against the program.
    /// </summary>
    public bool Wobbles { get; init; }

    public static Finding Zero(string what, long measured) => new(what, $"{measured:N0}", "0", measured == 0);

    /// <summary>Nothing may be in the list; the first few of what is are told.</summary>
    public static Finding None(string what, IReadOnlyCollection<string> found) =>
        new(what, found.Count == 0 ? "0" : $"{found.Count:N0}: {string.Join("; ", found.Take(3))}", "0", found.Count == 0);

    public static Finding AtMost(string what, double measured, double promised, string unit) =>
        new(what, $"{measured:F2} {unit}", $"<= {promised} {unit}", measured <= promised) { Wobbles = unit is "ms" or "s" };

    public static Finding Equal<T>(string what, T measured, T promised)
        where T : IEquatable<T> => new(what, $"{measured}", $"{promised}", measured.Equals(promised));

    /// <summary>One line where all of it holds; else what does not, each on its own.</summary>
    public static IReadOnlyList<Finding> Together(string what, IReadOnlyList<Finding> findings) => findings.All(f => f.Met)
        ? [new Finding(what, string.Join("; ", findings.Select(f => $"{f.What} {f.Measured}")), "all as promised")]
        : [.. findings.Where(f => !f.Met).Select(f => f with { What = $"{what}: {f.What}" })];

    public static Finding True(string what, string measured, string promise, bool met) => new(what, measured, promise, met);
}
