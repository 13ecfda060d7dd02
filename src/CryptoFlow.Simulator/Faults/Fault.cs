using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>A fault to inject, and the requests that it applies to.</summary>
public sealed record Fault
{
    /// <summary>The kind of fault.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The exchange.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Only requests to this path; null for any path.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only requests for this contract; null for any contract.</summary>
    public string? Symbol { get; init; }

    /// <summary>Only requests for this interval, by <see cref="Market.Interval.Name"/>; null for any interval.</summary>
    public string? Interval { get; init; }

    /// <summary>
    /// The number of requests, connections, subscriptions, pings or messages that get the fault; null for all of them until the faults are cleared.
    /// </summary>
    public int? Count { get; init; } = 1;

    /// <summary>How long after it was added the fault ends, in ms of real time; null for no end.</summary>
    public int? ForMs { get; init; }

    /// <summary>Only messages about a candle that has just closed.</summary>
    public bool ClosingOnly { get; init; }

    /// <summary>The probability (0..1) that a matching request gets the fault; drawn with the simulator's seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>HTTP status, for kinds that allow several.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>Retry-After</c> header of a refusal, in seconds; null for no header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The duration of a slow body, or the delay of a late message, in ms of real time.</summary>
    public int DelayMs { get; init; } = 1000;

    /// <summary>How far the shown clock is ahead, in ms; negative if it is behind.</summary>
    public long SkewMs { get; init; }

    /// <summary>Rows of a short page, or rows missing from a page with a gap.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>
    /// The interval or the symbol of the wrong answer. Null for the next longer of 1h, 4h, 1d and 1w, or for the exchange's first other contract.
    /// </summary>
    public string? Instead { get; init; }

    internal bool Matches(Venue venue, FaultPlace place, string path, RequestTarget target) =>
        venue == Venue
        && place == Kind.Place()
        && (Endpoint is null || Endpoint == path)
        && (Symbol is null || string.Equals(Symbol, target.Symbol, StringComparison.OrdinalIgnoreCase))
        && (Interval is null || Interval == target.Interval?.Name)
        && (target.IsCandles || !Kind.ChangesRows())
        && (target.IsClosing || !(ClosingOnly || Kind is FaultKind.StreamNoClosedFlag));

    internal void Validate()
    {
        if (Count is < 1)
            throw new ArgumentException("A fault applies to at least one request.");
        if (Probability is not (> 0 and <= 1))
            throw new ArgumentException("A probability is above 0 and at most 1.");
        if (Interval is not null && !Market.Interval.IsName(Interval))
            throw new ArgumentException($"'{Interval}' is not an interval.");
        if (Kind is FaultKind.WrongInterval && Instead is not null && !Market.Interval.IsName(Instead))
            throw new ArgumentException($"'{Instead}' is not an interval.");
        if (Rows < 1 || DelayMs < 0 || RetryAfterSeconds < 0 || ForMs < 0)
            throw new ArgumentException("Rows are at least 1, delays and times at least 0.");
        if (ClosingOnly && Kind.Place() is not FaultPlace.Message)
            throw new ArgumentException("Only a fault in the messages of a stream can be limited to closed candles.");
        if (Status is < 200 or > 599)
            throw new ArgumentException("A status is from 200 to 599.");
    }
}
