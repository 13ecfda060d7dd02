namespace CryptoFlow.Exchanges.Limits;

/// <summary>A limit that an exchange declares for one address. Immutable; the budget creates a meter for it.</summary>
/// <param name="Name">The limit's name for health and logs; unique within a budget.</param>
public abstract record RequestLimit(string Name)
{
    /// <summary>Whether each endpoint path is counted separately; otherwise there is one count for the whole exchange.</summary>
    public bool PerEndpoint { get; init; }

    /// <summary>The path of the only endpoint that is counted; null if the limit is not for one endpoint alone.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether requests to an endpoint count for this limit, which is counted by endpoint.</summary>
    internal bool CountsFor(string endpoint) => PerEndpoint || Endpoint == endpoint;

    internal abstract ILimitMeter CreateMeter();
}

/// <summary>At most <paramref name="Requests"/> requests in any <paramref name="Window"/>, regardless of their costs.</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Requests">Allowed requests, 1 or more.</param>
/// <param name="Window">Length of the window.</param>
public sealed record SlidingWindowLimit(string Name, int Requests, TimeSpan Window) : RequestLimit(Name)
{
    /// <summary>Added to the window, because the two clocks may run at different rates and a timer is not exact.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(10);

    internal override ILimitMeter CreateMeter() => new SlidingWindowMeter(this);
}

/// <summary>At most <paramref name="Weight"/> of summed cost in a minute of the exchange's clock (a fixed window).</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Weight">Allowed weight, 1 or more; the exchange may declare another value at run time.</param>
public sealed record MinuteWeightLimit(string Name, int Weight) : RequestLimit(Name)
{
    /// <summary>How far the exchange's clock may be ahead of ours.</summary>
    public TimeSpan ExchangeAhead { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How far the exchange's clock may be behind ours, a late reset of its count included.</summary>
    public TimeSpan ExchangeBehind { get; init; } = TimeSpan.FromMilliseconds(1000);

    internal override ILimitMeter CreateMeter() => new MinuteWeightMeter(this);
}
