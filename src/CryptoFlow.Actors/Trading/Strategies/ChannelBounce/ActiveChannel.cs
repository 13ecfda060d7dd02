using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>
/// A channel that the strategy still follows. It changes with each candle, so it never leaves <see cref="ActiveChannels"/>: callers get a
/// snapshot.
/// </summary>
internal sealed class ActiveChannel(Swing high, Swing low)
{
    public int HighIndex { get; } = high.Index;

    public int LowIndex { get; } = low.Index;

    public double Support { get; private set; } = low.Price;

    public double Resistance { get; private set; } = high.Price;

    public int SupportTouches { get; private set; } = 1;

    public int ResistanceTouches { get; private set; } = 1;

    public bool IsConfirmed { get; private set; }

    /// <summary>The next older channel with the same bounds; used while shadowed channels are searched.</summary>
    public ActiveChannel? SameBounds { get; set; }

    public int Touches => SupportTouches + ResistanceTouches;

    public double Width => WidthOf(Support, Resistance);

    /// <summary>All values that decide how the bounds change with later candles.</summary>
    public (double, double, double, double) Bounds => (Support, Resistance, LowestLow, HighestHigh);

    private double LowestLow { get; set; } = low.Price;

    private double HighestHigh { get; set; } = high.Price;

    public static double WidthOf(double support, double resistance) => (resistance - support) / support;

    public bool IsBrokenBy(double close, double distance) =>
        close < LowestLow * (1 - distance) || close > HighestHigh * (1 + distance);

    public bool IsNear(double close, double tolerance) =>
        Support * (1 - tolerance) <= close && close <= Resistance * (1 + tolerance);

    public void TakeLow(double price, double tolerance)
    {
        if (price >= Resistance)
            return;

        if (price < LowestLow)
        {
            LowestLow = Support = price;
            SupportTouches = 1;
        }
        else if (LowestLow < price && price < Support)
        {
            Support = price;
            SupportTouches++;
        }
        else if (Math.Abs(price - Support) / Support < tolerance)
        {
            SupportTouches++;
        }
    }

    public void TakeHigh(double price, double tolerance)
    {
        if (price <= Support)
            return;

        if (price > HighestHigh)
        {
            HighestHigh = Resistance = price;
            ResistanceTouches = 1;
        }
        else if (HighestHigh > price && price > Resistance)
        {
            Resistance = price;
            ResistanceTouches++;
        }
        else if (Math.Abs(price - Resistance) / Resistance < tolerance)
        {
            ResistanceTouches++;
        }
    }

    public void Confirm(int touches) => IsConfirmed |= SupportTouches >= touches && ResistanceTouches >= touches;

    /// <summary>
    /// Whether an older channel with the same bounds makes this channel superfluous. The older channel has every touch of this channel, and later candles change
    /// both in the same way. So this channel can never be chosen before the older channel.
    /// </summary>
    public bool IsShadowedBy(ActiveChannel older) =>
        older.SupportTouches >= SupportTouches
        && older.ResistanceTouches >= ResistanceTouches
        && (older.IsConfirmed || !IsConfirmed);

    public Channel Snapshot() => new(Support, Resistance, SupportTouches, ResistanceTouches);
}
