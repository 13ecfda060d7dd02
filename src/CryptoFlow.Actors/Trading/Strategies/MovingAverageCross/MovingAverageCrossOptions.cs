using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Trading.Strategies.MovingAverageCross;

/// <summary>The parameters of the moving-average crossing (section <c>CryptoFlow:PaperTrading:MovingAverageCross</c>).</summary>
public sealed record MovingAverageCrossOptions
{
    /// <summary>1h candles of the fast average. It must be less than <c>Slow</c>.</summary>
    [Range(1, 5000)]
    public int Fast { get; init; } = 20;

    /// <summary>1h candles of the slow average.</summary>
    [Range(2, 5000)]
    public int Slow { get; init; } = 50;

    /// <summary>Distance of the stop from the entry, as a fraction of the entry price.</summary>
    [Range(0.001, 0.5)]
    public double StopDistance { get; init; } = 0.02;
}
