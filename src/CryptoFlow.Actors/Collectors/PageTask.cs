using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>One history request of a run: a window of open times, at most a page long.</summary>
public sealed record PageTask(SeriesKey Series, TimeRange Range)
{
    /// <summary>Candles of the window: what the request asks for and what its cost depends on.</summary>
    public long Candles => Range.Count(Series.Interval);

    /// <summary>How many of them are missing; the others are stored and compared on the way.</summary>
    public long Missing { get; init; } = Range.Count(Series.Interval);

    /// <summary>What waits for the exchange's budget before this request.</summary>
    public RequestPriority Priority { get; init; } = RequestPriority.Backfill;
}

/// <summary>What became of a request: either what was answered and is stored, or why it was given up.</summary>
/// <param name="Page">The request.</param>
/// <param name="Asked">The range the exchange has answered for; empty where the request was given up.</param>
/// <param name="Stored">Candles that were new or changed.</param>
/// <param name="ClockOffset">The exchange's clock less <see cref="CollectorContext.Uptime"/> when the answer came, ms, or null.</param>
/// <param name="Rejected">Rows that were no possible candles.</param>
/// <param name="Error">Why it was given up, or null.</param>
/// <param name="NewestReceived">Open time of the newest candle of the answer, ms UTC, or null where it had none.</param>
/// <param name="Updated">Of the stored candles those that were there with other values.</param>
public sealed record PageOutcome(
    PageTask Page,
    TimeRange Asked,
    int Stored,
    long? ClockOffset,
    ImmutableArray<RejectedRow> Rejected,
    ExchangeError? Error,
    long? NewestReceived = null,
    int Updated = 0)
{
    /// <summary>
    /// Whether the answer is an ask: what is missing of its range is missing at the exchange, but for the open times of rejected rows. A rejected row without
    /// an open time may stand for any candle of the range, so such an answer says nothing of what is missing.
    /// </summary>
    public bool IsAsk => !Asked.IsEmpty && Rejected.All(r => r.OpenTime is not null);
}
