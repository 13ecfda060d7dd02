using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>How fresh the comparison of one series with its exchange is.</summary>
/// <param name="OldestAt">When the page that has waited longest was compared, ms UTC by the exchange's clock; null where no page was.</param>
/// <param name="NeverCompared">Pages that were not compared yet.</param>
public sealed record SeriesVerification(long? OldestAt, int NeverCompared);

/// <summary>The sweep of one exchange, for health; an immutable snapshot.</summary>
/// <param name="Period">The time within which the whole history is compared.</param>
/// <param name="StartedAt">When the sweep began in this process, ms UTC by the exchange's clock.</param>
/// <param name="Pages">Pages compared since the start.</param>
/// <param name="Changed">Candles that differed and were put right, since the start.</param>
/// <param name="Series">By series.</param>
public sealed record SweepState(TimeSpan Period, long StartedAt, long Pages, long Changed, ImmutableDictionary<SeriesKey, SeriesVerification> Series);
