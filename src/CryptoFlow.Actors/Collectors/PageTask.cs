using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>One history request of a run: a window of open times, no longer than a page.</summary>
public sealed record PageTask(SeriesKey Series, TimeRange Range)
{
    /// <summary>Candles of the window. They decide the request's cost.</summary>
    public long Candles => Range.Count(Series.Interval);

    /// <summary>Missing candles in the window. The other candles of the window are stored already and are compared.</summary>
    public long Missing { get; init; } = Range.Count(Series.Interval);

    /// <summary>The request's priority in the exchange's budget.</summary>
    public RequestPriority Priority { get; init; } = RequestPriority.Backfill;
}

/// <summary>The outcome of a request: the answer was stored, or the request was given up.</summary>
/// <param name="Page">The request.</param>
/// <param name="Asked">The range for which the exchange has answered; empty if the request was given up.</param>
/// <param name="Stored">Candles that were inserted or changed.</param>
/// <param name="ClockOffset">The exchange's clock minus <see cref="CollectorContext.Uptime"/> when the answer arrived, ms, or null.</param>
/// <param name="Rejected">Rows that cannot be candles.</param>
/// <param name="Error">Why the request was given up, or null.</param>
/// <param name="NewestReceived">Open time of the newest candle of the answer, ms UTC, or null if it had none.</param>
/// <param name="Updated">Candles among <paramref name="Stored"/> that were stored before with other values.</param>
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
    /// Whether the answer counts as an ask. If so, each candle of its range that is not in the answer is missing at the exchange, except at the open times of
    /// rejected rows. A rejected row without an open time may be any candle of the range, so an answer with such a row proves nothing about missing candles.
    /// </summary>
    public bool IsAsk => !Asked.IsEmpty && Rejected.All(r => r.OpenTime is not null);
}
