using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Candles;

/// <summary>
/// The contract of a page: at most <see cref="MaxCandlesPerMessage"/> candles, ascending by open time, each valid (<see cref="Candle.FindDefect"/>).
/// </summary>
internal static class PageContract
{
    /// <summary>Describes the first breach of the contract in one sentence; null if there is none.</summary>
    public static string? FindBreach(WriteCandles message)
    {
        if (message.Candles.Length > MaxCandlesPerMessage)
            return $"A message holds at most {MaxCandlesPerMessage} candles, not {message.Candles.Length}.";

        var previous = long.MinValue;
        foreach (ref readonly var candle in message.Candles.AsSpan())
        {
            if (candle.OpenTime <= previous)
                return $"Candles are not ascending at {candle.OpenTime}.";
            if (candle.FindDefect(message.Series.Interval) is { } defect)
                return $"The candle of {candle.OpenTime} is impossible: {defect}.";
            previous = candle.OpenTime;
        }

        return null;
    }
}
