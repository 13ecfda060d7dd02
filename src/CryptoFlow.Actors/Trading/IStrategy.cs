namespace CryptoFlow.Trading;

/// <summary>
/// Trading rules as a pure function of closed candles: no clock, no I/O, no chance, and nothing but the candles that it was given.
/// Built up candle by candle; used by one <see cref="TradingSession"/> at a time.
/// </summary>
public interface IStrategy
{
    /// <summary>What people call it.</summary>
    string Title { get; }

    /// <summary>The interval that channels are found on.</summary>
    Interval Higher { get; }

    /// <summary>The interval that is traded on; divides <see cref="Higher"/>.</summary>
    Interval Lower { get; }

    ExitRules Exits { get; }

    /// <summary>Length of the stretch of time in which a channel is entered once, ms.</summary>
    long Cooldown { get; }

    /// <summary>Takes the next closed higher candle.</summary>
    /// <returns>The channel as of it, which must not change afterwards, or null.</returns>
    Channel? OnHigherCandle(in Candle candle);

    /// <summary>The entry that a closed lower candle calls for, or null; whether its channel is cooling down is not its matter.</summary>
    /// <param name="candle">The lower candle.</param>
    /// <param name="channel">The channel as of the last higher candle that had closed when it opened.</param>
    Signal? FindEntry(in Candle candle, Channel channel);
}
