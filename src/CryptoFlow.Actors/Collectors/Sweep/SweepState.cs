using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>The age of the comparisons of one series with its exchange.</summary>
/// <param name="OldestAt">Time of the oldest last comparison of any page, ms UTC by the exchange's clock; null if no page was compared.</param>
/// <param name="NeverCompared">Pages that were never compared.</param>
/// <param name="Candles">Open times of the stored history.</param>
/// <param name="Verified">Open times of the stored history whose page was compared within <see cref="VerifiedWithinDays"/> days.</param>
public sealed record SeriesVerification(long? OldestAt, int NeverCompared, long Candles = 0, long Verified = 0)
{
    /// <summary>A comparison counts for this number of days.</summary>
    public const int VerifiedWithinDays = 30;
}

/// <summary>The sweep of one exchange, for health; an immutable snapshot.</summary>
/// <param name="Period">The time in which the whole history is compared once.</param>
/// <param name="StartedAt">When the sweep began in this process, ms UTC by the exchange's clock.</param>
/// <param name="Pages">Pages compared since the start.</param>
/// <param name="Changed">Candles that differed and were corrected, since the start.</param>
/// <param name="Series">By series.</param>
public sealed record SweepState(TimeSpan Period, long StartedAt, long Pages, long Changed, ImmutableDictionary<SeriesKey, SeriesVerification> Series)
{
    /// <summary>The findings of the checks of the stored candles.</summary>
    public FindingTotals Found { get; init; } = FindingTotals.None;
}
