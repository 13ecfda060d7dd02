namespace CryptoFlow.Trading;

/// <summary>How a position was left.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Price">Where.</param>
public readonly record struct Exit(ExitReason Reason, double Price);

/// <summary>
/// When a position is left: at the stop, which wins over targets touched in the same candle and never moves; at the second target; or
/// after so many candles.
/// </summary>
/// <param name="TimeoutCandles">Candles after the entry candle at whose end a position is closed, at least 1.</param>
public sealed record ExitRules(int TimeoutCandles)
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

        if (position.Tp1Time is null && Reaches(signal.Tp1, in candle))
            position = position with { Tp1Time = candle.OpenTime };
        if (Reaches(signal.Tp2, in candle))
            return (position, new Exit(ExitReason.Tp2, signal.Tp2));

        return (position, position.CandlesHeld >= TimeoutCandles ? new Exit(ExitReason.Timeout, candle.Close) : null);

        bool Reaches(double target, in Candle candle) => isLong ? candle.High >= target : candle.Low <= target;
    }
}
