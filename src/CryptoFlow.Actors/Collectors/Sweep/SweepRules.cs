namespace CryptoFlow.Collectors.Sweep;

/// <summary>
/// How often a page of stored history is compared with the exchange. Exchanges have corrected candles minutes, hours, days and weeks after their close. Younger
/// candles are corrected more often, so recent pages are compared <see cref="RecentShare"/> times as often.
/// </summary>
/// <param name="Period">The time in which the whole history is compared once.</param>
internal sealed record SweepRules(TimeSpan Period)
{
    /// <summary>A page is recent while its newest candle is younger than this.</summary>
    public static readonly TimeSpan RecentAge = TimeSpan.FromDays(3);

    /// <summary>The period of recent pages is the period divided by this: one hour if the period is a day.</summary>
    public const int RecentShare = 24;

    /// <summary>
    /// A page is due after this fraction of its period. The rest of the period is a reserve. After a start, for example, all pages may be due at once, and their
    /// comparisons are then spread evenly over the rest.
    /// </summary>
    private const double DueAfter = 0.75;

    public TimeSpan RecentPeriod => Period / RecentShare;

    /// <summary>The period of a page, ms.</summary>
    /// <param name="end">End of the page's newest candle, ms UTC.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public double PeriodOf(long end, long now) => (now - end < RecentAge.TotalMilliseconds ? RecentPeriod : Period).TotalMilliseconds;

    /// <summary>Whether a page is due. A recorded comparison in the future comes from a wrong clock and is ignored.</summary>
    public static bool IsDue(long? comparedAt, double period, long now) =>
        comparedAt is not { } at || at > now || now - at >= period * DueAfter;

    /// <summary>
    /// Comparisons per ms that each page of this period adds to the allowed rate: enough to compare all due pages in the rest of the
    /// period.
    /// </summary>
    public static double RateOf(double period) => 1 / (period * (1 - DueAfter));
}
