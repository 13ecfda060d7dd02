using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>
/// What an exchange's answer to "the first candle of this series since a time" claims: that a series has nothing before. Pure.
/// </summary>
/// <remarks>
/// One wrong answer must not stand for thousands of candles. So the claim counts as an ask only together with a second, ordinary answer of the same series: the page
/// in front of the claimed first candle, which has to be empty. A first candle that is too late shows there, since candles follow each other.
/// </remarks>
/// <param name="Empty">What the claim stands for, without the page in front of the first candle.</param>
/// <param name="Seam">That page, which is asked for like any other.</param>
internal sealed record BeginningClaim(TimeRange Empty, TimeRange Seam)
{
    /// <summary>Whether one request for the first candle may save any.</summary>
    public static bool IsWorthARequest(Interval interval, TimeRange missing, int pageSize) => missing.Count(interval) > 2L * pageSize;

    /// <summary>The claim, or null where the answer claims nothing that saves a request.</summary>
    /// <param name="interval">The series' interval.</param>
    /// <param name="missing">What is missing at the beginning of the history.</param>
    /// <param name="answer">The exchange's answer.</param>
    /// <param name="oldestStored">Open time of the oldest stored candle, ms UTC: what is stored proves more than an answer.</param>
    /// <param name="pageSize">Candles of a page.</param>
    public static BeginningClaim? Of(Interval interval, TimeRange missing, FirstCandle answer, long? oldestStored, int pageSize)
    {
        if (answer.OpenTime is not { } first || oldestStored < first)
            return null;
        var end = Math.Min(interval.Floor(first), missing.To);
        var seam = new TimeRange(end - (pageSize * interval.Milliseconds), end);
        return seam.From > missing.From ? new BeginningClaim(missing with { To = seam.From }, seam) : null;
    }

    /// <summary>Whether the exchange has answered for the seam and given nothing of it.</summary>
    /// <param name="missing">What is missing now, ascending and disjoint.</param>
    /// <param name="answered">For what the exchange has answered, ascending and disjoint.</param>
    public bool IsProved(ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange> answered) => Covers(missing) && Covers(answered);

    /// <summary>Whether the exchange has given a candle of the seam, so that the claim is wrong.</summary>
    /// <param name="missing">What is missing now, ascending and disjoint.</param>
    /// <param name="answered">For what the exchange has answered, ascending and disjoint.</param>
    public bool IsRefuted(ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange> answered) => Covers(answered) && !Covers(missing);

    private bool Covers(ImmutableArray<TimeRange> ranges) => TimeRanges.Within(ranges, Seam) is [var only] && only == Seam;
}
