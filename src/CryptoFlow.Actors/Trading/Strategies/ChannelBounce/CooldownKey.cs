namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>A channel in a stretch of time; there is one entry a key. Equal keys mean equal channels, to the rounding.</summary>
/// <param name="Support">Support, rounded to a whole number; ties go to the even one.</param>
/// <param name="Resistance">Resistance, rounded likewise.</param>
/// <param name="Bucket">Number of the stretch since the epoch.</param>
internal readonly record struct CooldownKey(double Support, double Resistance, long Bucket)
{
    /// <summary>The key of an entry.</summary>
    /// <param name="channel">The channel of the entry.</param>
    /// <param name="time">Open time of the entry candle, ms UTC.</param>
    /// <param name="cooldown">Length of the stretch, ms.</param>
    public static CooldownKey Of(Channel channel, long time, long cooldown) => new(
        Math.Round(channel.Support, MidpointRounding.ToEven),
        Math.Round(channel.Resistance, MidpointRounding.ToEven),
        time / cooldown);
}
