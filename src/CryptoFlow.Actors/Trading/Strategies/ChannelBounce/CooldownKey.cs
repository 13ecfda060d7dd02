using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>A channel in a time slot; there is at most one entry per key. Channels with equal rounded bounds have equal keys.</summary>
/// <param name="Support">Support, rounded to a whole number; ties go to the even one.</param>
/// <param name="Resistance">Resistance, rounded in the same way.</param>
/// <param name="Bucket">Number of the time slot since the epoch.</param>
internal readonly record struct CooldownKey(double Support, double Resistance, long Bucket)
{
    /// <summary>The key of an entry.</summary>
    /// <param name="channel">The channel of the entry.</param>
    /// <param name="time">Open time of the entry candle, ms UTC.</param>
    /// <param name="cooldown">Length of a time slot, ms.</param>
    public static CooldownKey Of(Channel channel, long time, long cooldown) => new(
        Math.Round(channel.Support, MidpointRounding.ToEven),
        Math.Round(channel.Resistance, MidpointRounding.ToEven),
        time / cooldown);
}
