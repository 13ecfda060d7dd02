using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>One thing to go wrong, and which requests it strikes.</summary>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>At which exchange.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Only requests to this path; null: to any.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only requests for this contract; null: for any.</summary>
    public string? Symbol { get; init; }

    /// <summary>Only requests for this interval, by <see cref="Market.Interval.Name"/>; null: for any.</summary>
    public string? Interval { get; init; }

    /// <summary>How many requests it strikes; null: all, until the faults are cleared.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>The chance (0..1) that a matching request is struck; drawn with the simulator's seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>HTTP status, where the kind has a choice.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>Retry-After</c> header of a refusal, in seconds; null: none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>How long a slow body takes, in ms of real time.</summary>
    public int DelayMs { get; init; } = 1000;

    /// <summary>How far the shown clock is ahead, in ms; behind if negative.</summary>
    public long SkewMs { get; init; }

    /// <summary>Rows left in a short page, or missing from one with a gap.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>
    /// The interval or the symbol that is answered instead of the right one; null: the next of 1h, 4h, 1d that is longer, or the
    /// exchange's first other contract.
    /// </summary>
    public string? Instead { get; init; }

    internal bool Matches(Venue venue, string path, RequestTarget target) =>
        venue == Venue
        && (Endpoint is null || Endpoint == path)
        && (Symbol is null || string.Equals(Symbol, target.Symbol, StringComparison.OrdinalIgnoreCase))
        && (Interval is null || Interval == target.Interval?.Name)
        && (target.IsCandles || !Kind.ChangesRows());

    internal void Validate()
    {
        if (Count is < 1)
            throw new ArgumentException("A fault strikes at least one request.");
        if (Probability is not (> 0 and <= 1))
            throw new ArgumentException("A probability lies above 0 and not above 1.");
        if (Interval is not null && !Market.Interval.IsName(Interval))
            throw new ArgumentException($"'{Interval}' is no interval.");
        if (Kind is FaultKind.WrongInterval && Instead is not null && !Market.Interval.IsName(Instead))
            throw new ArgumentException($"'{Instead}' is no interval.");
        if (Rows < 1 || DelayMs < 0 || RetryAfterSeconds < 0)
            throw new ArgumentException("Rows are at least 1, delays at least 0.");
        if (Status is < 200 or > 599)
            throw new ArgumentException("A status lies between 200 and 599.");
    }
}
