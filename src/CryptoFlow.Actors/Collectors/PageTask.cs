using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>One history request of a run.</summary>
public sealed record PageTask(SeriesKey Series, TimeRange Range)
{
    public long Candles => Range.Count(Series.Interval);
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
    ImmutableArray<string> Rejected,
    ExchangeError? Error,
    long? NewestReceived = null,
    int Updated = 0);
