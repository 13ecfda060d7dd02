namespace CryptoFlow.Trading;

/// <summary>How a position was left.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Price">Where.</param>
public readonly record struct Exit(ExitReason Reason, double Price);

/// <summary>
/// When a position is left without an order of the strategy: at the stop, which wins over targets touched in the same candle and never moves; at the second
/// target; or after a number of candles.
/// </summary>
/// <param name="TimeoutCandles">Traded candles after the entry candle at whose close a position is closed, at least 1; null to hold it until another exit.</param>
public sealed record ExitRules(int? TimeoutCandles)
{
    /// <summary>Looks at a closed candle after the entry candle.</summary>
    /// <returns>The position after it, and how it was left on it, if it was.</returns>
    public (Position Position, Exit? Exit) Step(Position position, in Candle candle)
    {
        var signal = position.Signal;
        var isLong = signal.Direction == TradeDirection.Long;
        position = position with { CandlesHeld = position.CandlesHeld + 1 };

        if (isLong ? candle.Low <= signal.Stop : candle.High >= signal.Stop)
            return (position, new Exit(ExitReason.Stop, signal.Stop));

        if (position.Tp1Time is null && signal.Tp1 is { } first && Reaches(first, in candle))
            position = position with { Tp1Time = candle.OpenTime };
        if (signal.Tp2 is { } second && Reaches(second, in candle))
            return (position, new Exit(ExitReason.Tp2, second));

        return (position, position.CandlesHeld >= TimeoutCandles ? new Exit(ExitReason.Timeout, candle.Close) : null);

        bool Reaches(double target, in Candle candle) => isLong ? candle.High >= target : candle.Low <= target;
    }
}
