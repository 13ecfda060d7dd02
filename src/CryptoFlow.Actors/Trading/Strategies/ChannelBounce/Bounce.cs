using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>The entry: a candle that touches a bound of the channel and closes inside of it.</summary>
internal static class Bounce
{
    private const string Setup = "BOUNCE";

    /// <returns>
    /// The entry, or null. If the candle touches the support, the resistance is not checked, even if there is no entry at the support.
    /// </returns>
    public static Signal? Find(in Candle candle, Channel channel, ChannelBounceOptions options)
    {
        var (entry, middle) = (candle.Close, channel.Mid);
        if (candle.Low <= channel.Support * (1 + options.EntryTolerance) && entry > channel.Support)
        {
            var stop = channel.Support * (1 - options.StopDistance);
            return entry > stop && middle > entry
                ? new Signal(candle.OpenTime, TradeDirection.Long, Setup, entry, stop, middle, channel.Resistance * (1 - options.TargetInset), channel)
                : null;
        }

        if (candle.High >= channel.Resistance * (1 - options.EntryTolerance) && entry < channel.Resistance)
        {
            var stop = channel.Resistance * (1 + options.StopDistance);
            return stop > entry && entry > middle
                ? new Signal(candle.OpenTime, TradeDirection.Short, Setup, entry, stop, middle, channel.Support * (1 + options.TargetInset), channel)
                : null;
        }

        return null;
    }
}
