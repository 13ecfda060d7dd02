namespace CryptoFlow.Collectors.Sweep;

/// <summary>
/// Within which time a page of stored history is compared with the exchange again. Corrections were seen minutes, hours, days and weeks after a
/// candle's close, and the younger a candle is the likelier it is to be corrected: recent pages come <see cref="RecentShare"/> times as often.
/// </summary>
/// <param name="Period">The time for the whole history.</param>
internal sealed record SweepRules(TimeSpan Period)
{
    /// <summary>A page is recent while its newest candle is younger than this.</summary>
    public static readonly TimeSpan RecentAge = TimeSpan.FromDays(3);

    /// <summary>The recent pages' time is this part of the period: an hour of a day.</summary>
    public const int RecentShare = 24;

    /// <summary>
    /// A page is due after this part of its time. The rest of the time is for the line: all pages may become due at once, after a start for
    /// instance, and are then compared evenly over the rest.
    /// </summary>
    private const double DueAfter = 0.75;

    public TimeSpan RecentPeriod => Period / RecentShare;

    /// <summary>The time within which a page is compared again, ms.</summary>
    /// <param name="end">The end of its newest candle, ms UTC.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public double PeriodOf(long end, long now) => (now - end < RecentAge.TotalMilliseconds ? RecentPeriod : Period).TotalMilliseconds;

    /// <summary>Whether a page is to be compared now. A comparison in the future is of a clock that was wrong, and counts as none.</summary>
    public static bool IsDue(long? comparedAt, double period, long now) =>
        comparedAt is not { } at || at > now || now - at >= period * DueAfter;

    /// <summary>How many pages of this period may be compared in a ms, for each of them: so many that all of them fit into the time that is left.</summary>
    public static double RateOf(double period) => 1 / (period * (1 - DueAfter));
}
