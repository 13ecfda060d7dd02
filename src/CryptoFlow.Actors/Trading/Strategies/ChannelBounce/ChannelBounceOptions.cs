namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>The parameters of the channel-bounce strategy (section <c>CryptoFlow:PaperTrading:ChannelBounce</c>). Tolerances and distances are fractions of a price.</summary>
public sealed record ChannelBounceOptions
{
    /// <summary>Higher candles after which a swing point is known. <value>Default 3, 1 to 50.</value></summary>
    public int SwingConfirmation { get; init; } = 3;

    /// <summary>Swings of the other side that a new swing makes channels with. <value>Default 30, 1 to 200.</value></summary>
    public int LookbackSwings { get; init; } = 30;

    /// <summary>How far back those may lie, higher candles. <value>Default 100, 1 to 5000.</value></summary>
    public int LookbackCandles { get; init; } = 100;

    /// <summary>Least height of a channel, as a fraction of its support. <value>Default 0.015, 0.001 to 0.5.</value></summary>
    public double MinWidth { get; init; } = 0.015;

    /// <summary>Greatest height of a channel. <value>Default 0.05, 0.001 to 0.5, not less than MinWidth.</value></summary>
    public double MaxWidth { get; init; } = 0.05;

    /// <summary>How far beyond its extremes a close breaks a channel. <value>Default 0.04, 0 to 0.5.</value></summary>
    public double BreakDistance { get; init; } = 0.04;

    /// <summary>How near to a bound a swing touches it. <value>Default 0.004, 0 to 0.1.</value></summary>
    public double TouchTolerance { get; init; } = 0.004;

    /// <summary>Touches of each bound that confirm a channel. <value>Default 2, 1 to 100.</value></summary>
    public int ConfirmingTouches { get; init; } = 2;

    /// <summary>How far outside of a channel the close may be for it to be chosen. <value>Default 0.02, 0 to 0.5.</value></summary>
    public double ChoiceTolerance { get; init; } = 0.02;

    /// <summary>How near to a bound a candle has to come for an entry. <value>Default 0.003, 0 to 0.1.</value></summary>
    public double EntryTolerance { get; init; } = 0.003;

    /// <summary>How far beyond the bound the stop is. <value>Default 0.0008, 0 to 0.1.</value></summary>
    public double StopDistance { get; init; } = 0.0008;

    /// <summary>How far before the opposite bound the second target is; it has to lie beyond the middle of the narrowest channel. <value>Default 0.002, 0 to 0.1.</value></summary>
    public double TargetInset { get; init; } = 0.002;

    /// <summary>Length of the stretch of time in which a channel is entered once, minutes. <value>Default 300, 1 to 100000.</value></summary>
    public int CooldownMinutes { get; init; } = 300;

    /// <summary>Lower candles after the entry candle at which a position is closed. <value>Default 149, 1 to 100000.</value></summary>
    public int TimeoutCandles { get; init; } = 149;
}
