using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>
/// When an exchange names the first candle of a series since a time, it claims that the series has no candle between that time and the candle. Pure.
/// </summary>
/// <remarks>
/// One wrong answer must not decide about thousands of candles. So the claim counts as an ask only together with a second, ordinary answer: the page just before
/// the claimed first candle has to be empty. If the claimed candle is not the first, that page has candles, because candles follow each other without a break.
/// </remarks>
/// <param name="Empty">The range that the claim covers, without <paramref name="Seam"/>.</param>
/// <param name="Seam">The page just before the claimed first candle. The run requests it as any other page.</param>
internal sealed record BeginningClaim(TimeRange Empty, TimeRange Seam)
{
    /// <summary>Whether the request for the first candle can save other requests.</summary>
    public static bool IsWorthARequest(Interval interval, TimeRange missing, int pageSize) => missing.Count(interval) > 2L * pageSize;

    /// <summary>The claim, or null if it would save no request.</summary>
    /// <param name="interval">The series' interval.</param>
    /// <param name="missing">The missing range at the beginning of the history.</param>
    /// <param name="answer">The exchange's answer.</param>
    /// <param name="oldestStored">Open time of the oldest stored candle, ms UTC. A stored candle proves more than an answer.</param>
    /// <param name="pageSize">Candles of a page.</param>
    public static BeginningClaim? Of(Interval interval, TimeRange missing, FirstCandle answer, long? oldestStored, int pageSize)
    {
        if (answer.OpenTime is not { } first || oldestStored < first)
            return null;
        var end = Math.Min(interval.Floor(first), missing.To);
        var seam = new TimeRange(end - (pageSize * interval.Milliseconds), end);
        return seam.From > missing.From ? new BeginningClaim(missing with { To = seam.From }, seam) : null;
    }

    /// <summary>Whether the exchange has answered for the seam and has no candle there.</summary>
    /// <param name="missing">What is missing now, ascending and disjoint.</param>
    /// <param name="answered">Ranges for which the exchange has answered, ascending and disjoint.</param>
    public bool IsProved(ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange> answered) => Covers(missing) && Covers(answered);

    /// <summary>Whether the exchange has given a candle of the seam. Then the claim is wrong.</summary>
    /// <param name="missing">What is missing now, ascending and disjoint.</param>
    /// <param name="answered">Ranges for which the exchange has answered, ascending and disjoint.</param>
    public bool IsRefuted(ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange> answered) => Covers(answered) && !Covers(missing);

    private bool Covers(ImmutableArray<TimeRange> ranges) => TimeRanges.Within(ranges, Seam) is [var only] && only == Seam;
}
