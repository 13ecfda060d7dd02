namespace CryptoFlow.Trading.Strategies.MovingAverageCross;

/// <summary>The parameters of the moving-average crossing (section <c>CryptoFlow:PaperTrading:MovingAverageCross</c>).</summary>
public sealed record MovingAverageCrossOptions
{
    /// <summary>Candles of the fast average. <value>Default 20, 1 to 5000, less than Slow.</value></summary>
    public int Fast { get; init; } = 20;

    /// <summary>Candles of the slow average. <value>Default 50, 2 to 5000.</value></summary>
    public int Slow { get; init; } = 50;

    /// <summary>Distance of the stop from the entry, as a fraction of the entry price. <value>Default 0.02, 0.001 to 0.5.</value></summary>
    public double StopDistance { get; init; } = 0.02;
}
