using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>The exit of a position.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Price">The price.</param>
public readonly record struct Exit(ExitReason Reason, double Price);

/// <summary>
/// When a position is closed without an order of the strategy: at the stop, at the second target, or after a number of candles. The stop never moves. If a candle
/// touches the stop and a target, the stop counts.
/// </summary>
/// <param name="TimeoutCandles">
/// A position is closed at the close of this traded candle after the entry candle, at least 1; null for no timeout.
/// </param>
public sealed record ExitRules(int? TimeoutCandles)
{
    /// <summary>Applies the rules to a closed candle after the entry candle.</summary>
    /// <returns>The position after the candle, and its exit if the candle closed it.</returns>
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
