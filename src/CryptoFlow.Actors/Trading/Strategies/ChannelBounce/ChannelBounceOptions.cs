using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>The parameters of the channel-bounce strategy (section <c>CryptoFlow:PaperTrading:ChannelBounce</c>). Tolerances and distances are fractions of a price.</summary>
public sealed record ChannelBounceOptions
{
    /// <summary>A swing point becomes known after this number of 1h candles.</summary>
    [Range(1, 50)]
    public int SwingConfirmation { get; init; } = 3;

    /// <summary>Number of swings of the other side with which a new swing forms channels.</summary>
    [Range(1, 200)]
    public int LookbackSwings { get; init; } = 30;

    /// <summary>The greatest age of these swings, 1h candles.</summary>
    [Range(1, 5000)]
    public int LookbackCandles { get; init; } = 100;

    /// <summary>Least height of a channel, as a fraction of its support. It must not be greater than <c>MaxWidth</c>.</summary>
    [Range(0.001, 0.5)]
    public double MinWidth { get; init; } = 0.015;

    /// <summary>Greatest height of a channel, as a fraction of its support.</summary>
    [Range(0.001, 0.5)]
    public double MaxWidth { get; init; } = 0.05;

    /// <summary>How far beyond its extremes a close breaks a channel, as a fraction of the price.</summary>
    [Range(0, 0.5)]
    public double BreakDistance { get; init; } = 0.04;

    /// <summary>How close to a bound a swing has to be to touch it, as a fraction of the price.</summary>
    [Range(0, 0.1)]
    public double TouchTolerance { get; init; } = 0.004;

    /// <summary>Touches of each bound that confirm a channel.</summary>
    [Range(1, 100)]
    public int ConfirmingTouches { get; init; } = 2;

    /// <summary>How far outside of a channel the close may be for the channel to be chosen, as a fraction of the price.</summary>
    [Range(0, 0.5)]
    public double ChoiceTolerance { get; init; } = 0.02;

    /// <summary>How near to a bound a 15m candle has to come for an entry, as a fraction of the price.</summary>
    [Range(0, 0.1)]
    public double EntryTolerance { get; init; } = 0.003;

    /// <summary>How far beyond the bound the stop is, as a fraction of the price.</summary>
    [Range(0, 0.1)]
    public double StopDistance { get; init; } = 0.0008;

    /// <summary>How far before the opposite bound the second target is, as a fraction of the price. It has to lie beyond the middle of the narrowest channel.</summary>
    [Range(0, 0.1)]
    public double TargetInset { get; init; } = 0.002;

    /// <summary>Length of the time slots in which a channel is entered at most once, minutes.</summary>
    [Range(1, 100_000)]
    public int CooldownMinutes { get; init; } = 300;

    /// <summary>A position is closed at the close of this 15m candle after the entry candle.</summary>
    [Range(1, 100_000)]
    public int TimeoutCandles { get; init; } = 149;
}
