namespace CryptoFlow.Benchmarks.Reporting;

/// <summary>A number with its unit.</summary>
internal readonly record struct Quantity(double Value, string Unit)
{
    public override string ToString() => $"{Text(Value)} {Unit}".TrimEnd();

    /// <summary>The number with about three significant digits.</summary>
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => $"{value:N0}",
        >= 10 => $"{value:F1}",
        _ => $"{value:F2}",
    };
}
