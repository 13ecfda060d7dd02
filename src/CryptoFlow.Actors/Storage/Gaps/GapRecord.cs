using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>What is known of a missing range.</summary>
public enum GapVerdict
{
    /// <summary>Missing here, not asked for yet or to be asked again.</summary>
    Open = 0,

    /// <summary>A run is asking for it.</summary>
    Repairing = 1,

    /// <summary>The exchange answered so many times that it has none. Nothing is invented to fill it; it is asked for again after a day, a week and each month.</summary>
    ConfirmedMissing = 2,

    /// <summary>It was missing and is stored now.</summary>
    Filled = 3,

    /// <summary>The exchange sends a row for it that is no possible candle. It is asked for again; it is never confirmed missing while such a row comes.</summary>
    Unreadable = 4,
}

/// <summary>One row of the gap ledger: a maximal range [From, To) of open times that are (or were) missing, with its verdict.</summary>
/// <param name="Id">Row id, 0 for a row not stored yet.</param>
/// <param name="Series">The series.</param>
/// <param name="Range">Open times, ms UTC, half-open.</param>
/// <param name="Verdict">What is known.</param>
/// <param name="Asks">How often in a row the exchange answered the same for this range: no candle, or a row that cannot be read.</param>
/// <param name="BeforeListing">Whether nothing older is stored: the market had not begun (or the exchange keeps no older history).</param>
/// <param name="FoundAt">When it was first seen, ms UTC.</param>
/// <param name="LastAskedAt">When the exchange last answered for it, ms UTC, or null.</param>
/// <param name="NextAskAt">When it is asked for again, ms UTC, or null.</param>
/// <param name="ResolvedAt">When it was filled or confirmed missing, ms UTC, or null.</param>
/// <param name="Reason">What is wrong with the exchange's row, where it is <see cref="GapVerdict.Unreadable"/>, or null.</param>
public sealed record GapRecord(
    long Id,
    SeriesKey Series,
    TimeRange Range,
    GapVerdict Verdict,
    int Asks,
    bool BeforeListing,
    long FoundAt,
    long? LastAskedAt,
    long? NextAskAt,
    long? ResolvedAt,
    string? Reason = null)
{
    /// <summary>How many candles are missing.</summary>
    public long Candles => Range.Count(Series.Interval);
}

/// <summary>An open time for which the exchange sent a row that is no possible candle.</summary>
/// <param name="OpenTime">ms UTC, on the grid.</param>
/// <param name="Reason">What is wrong with the row.</param>
public readonly record struct UnreadableCandle(long OpenTime, string Reason);

/// <summary>What has been found out about a series. All ranges are ascending and disjoint, and lie within what was searched.</summary>
/// <param name="Searched">The range that was compared with the file.</param>
/// <param name="Missing">The maximal ranges in it that hold no candle; everything else of it is stored.</param>
/// <param name="Asked">The ranges for which the exchange has answered in this run, so that what is still missing there counts one more ask.</param>
/// <param name="Repairing">Whether a run is about to ask for what is open.</param>
/// <param name="At">When, ms UTC.</param>
/// <param name="Policy">How often is asked, and how long is waited between.</param>
public sealed record GapFindings(
    TimeRange Searched,
    ImmutableArray<TimeRange> Missing,
    ImmutableArray<TimeRange> Asked,
    bool Repairing,
    long At,
    GapPolicy Policy)
{
    /// <summary>Of what was asked for: open times whose row cannot be read, ascending.</summary>
    public ImmutableArray<UnreadableCandle> Unreadable { get; init; } = [];

    /// <summary>The findings about a part of what was searched.</summary>
    public GapFindings Within(TimeRange part) => part == Searched
        ? this
        : this with
        {
            Searched = part,
            Missing = TimeRanges.Within(Missing, part),
            Asked = TimeRanges.Within(Asked, part),
            Unreadable = [.. Unreadable.Where(u => part.Contains(u.OpenTime))],
        };

    /// <summary>The same without the asks before a time: they have been counted already.</summary>
    public GapFindings AskedSince(long time)
    {
        var rest = new TimeRange(time, long.MaxValue);
        return this with { Asked = TimeRanges.Within(Asked, rest), Unreadable = [.. Unreadable.Where(u => rest.Contains(u.OpenTime))] };
    }
}

/// <summary>When a missing range is asked for again.</summary>
/// <param name="ConfirmAfterAsks">Answers without a candle after which it is confirmed missing, at least 1.</param>
/// <param name="RetryAfter">Wait after the first ask; doubled with each.</param>
public sealed record GapPolicy(int ConfirmAfterAsks, TimeSpan RetryAfter)
{
    /// <summary>Waits after an answer that confirms: the exchange may mend its history later. The last one is that of all later answers.</summary>
    private static readonly TimeSpan[] AfterConfirming = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <summary>When to ask again after so many asks (ms UTC) while a range is not confirmed missing; doubling stops at a day.</summary>
    public long NextAsk(long now, int asks)
    {
        var factor = Math.Pow(2, Math.Clamp(asks - 1, 0, 30));
        var wait = Math.Min(RetryAfter.TotalMilliseconds * factor, TimeSpan.FromDays(1).TotalMilliseconds);
        return now + (long)wait;
    }

    /// <summary>When to ask again for what is confirmed missing (ms UTC): after a day, then after a week, then each month (30 days).</summary>
    public long NextAskOfConfirmed(long now, int asks)
    {
        var wait = AfterConfirming[Math.Clamp(asks - ConfirmAfterAsks, 0, AfterConfirming.Length - 1)];
        return now + (long)wait.TotalMilliseconds;
    }
}
