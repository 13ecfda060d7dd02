namespace CryptoFlow.Exchanges.Limits;

/// <summary>A limit that an exchange declares for one address. Immutable: it stands beside its source, a budget meters it.</summary>
/// <param name="Name">What is limited, for health and logs; unique within a budget.</param>
public abstract record RequestLimit(string Name)
{
    /// <summary>Whether each endpoint path has a count of its own, rather than the whole exchange one.</summary>
    public bool PerEndpoint { get; init; }

    internal abstract ILimitMeter CreateMeter();
}

/// <summary>At most <paramref name="Requests"/> requests in any <paramref name="Window"/>, whatever they cost.</summary>
/// <param name="Name">What is limited.</param>
/// <param name="Requests">Allowed requests, 1 or more.</param>
/// <param name="Window">Length of the window.</param>
public sealed record SlidingWindowLimit(string Name, int Requests, TimeSpan Window) : RequestLimit(Name)
{
    /// <summary>Kept on top of the window: the two clocks may differ in rate, and a timer's tick is no exact moment.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(10);

    internal override ILimitMeter CreateMeter() => new SlidingWindowMeter(this);
}

/// <summary>At most <paramref name="Weight"/> of summed cost in a minute of the exchange's clock (a fixed window).</summary>
/// <param name="Name">What is limited.</param>
/// <param name="Weight">Allowed weight, 1 or more; the exchange may declare another one at run time.</param>
public sealed record MinuteWeightLimit(string Name, int Weight) : RequestLimit(Name)
{
    /// <summary>By how much the exchange's clock may be ahead of ours.</summary>
    public TimeSpan ExchangeAhead { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>By how much the exchange's clock may be behind ours, its late reset of the count included.</summary>
    public TimeSpan ExchangeBehind { get; init; } = TimeSpan.FromMilliseconds(1000);

    internal override ILimitMeter CreateMeter() => new MinuteWeightMeter(this);
}
