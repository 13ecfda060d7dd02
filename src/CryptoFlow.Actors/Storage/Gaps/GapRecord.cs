using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The verdict on a missing range (Storage/DESIGN.md, Gap ledger).</summary>
public enum GapVerdict
{
    /// <summary>The range is missing in the file. The collector has not requested it yet, or will request it again.</summary>
    Open = 0,

    /// <summary>A run is about to request the range, or was cancelled or killed before it had requested it.</summary>
    Repairing = 1,

    /// <summary>
    /// The exchange answered <c>ConfirmMissingAfterAsks</c> times without a candle. CryptoFlow invents no candles to fill the range. It asks again after a day,
    /// then after a week, then every 30 days.
    /// </summary>
    ConfirmedMissing = 2,

    /// <summary>The range was missing and is stored now.</summary>
    Filled = 3,

    /// <summary>
    /// The exchange sends a row that is not a valid candle. The collector asks again, and never confirms the range as missing while the exchange sends such a row.
    /// </summary>
    Unreadable = 4,
}

/// <summary>One row of the gap ledger: a maximal range [From, To) of open times that are (or were) missing, with its verdict.</summary>
/// <param name="Id">Row id, 0 for a row not stored yet.</param>
/// <param name="Series">The series.</param>
/// <param name="Range">Open times, ms UTC, half-open.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Asks">How many times in a row the exchange gave the same kind of answer for this range: no candle, or an invalid row.</param>
/// <param name="BeforeListing">Whether no older candle is stored. The market had probably not begun, or the exchange keeps no older history.</param>
/// <param name="FoundAt">When the range was first found missing, ms UTC.</param>
/// <param name="LastAskedAt">When the exchange last answered for the range, ms UTC, or null.</param>
/// <param name="NextAskAt">When the collector asks again, ms UTC, or null.</param>
/// <param name="ResolvedAt">When the range was filled or confirmed missing, ms UTC, or null.</param>
/// <param name="Reason">What is wrong with the exchange's row; null unless the verdict is <see cref="GapVerdict.Unreadable"/>.</param>
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

/// <summary>An open time for which the exchange sent a row that is not a valid candle.</summary>
/// <param name="OpenTime">ms UTC, on the grid.</param>
/// <param name="Reason">What is wrong with the row.</param>
public readonly record struct UnreadableCandle(long OpenTime, string Reason);

/// <summary>The findings of a search or of an answer about one series. All ranges are ascending, disjoint and within the searched range.</summary>
/// <param name="Searched">The range that was compared with the file.</param>
/// <param name="Missing">The maximal parts of the searched range that hold no candle. The rest of the range is stored.</param>
/// <param name="Asked">The ranges for which the exchange has answered in this run. Each missing range in them counts one more ask.</param>
/// <param name="Repairing">True if a run is about to request the open ranges.</param>
/// <param name="At">The time of the findings, ms UTC.</param>
/// <param name="Policy">After how many asks a range is confirmed missing, and the pauses between two asks.</param>
public sealed record GapFindings(
    TimeRange Searched,
    ImmutableArray<TimeRange> Missing,
    ImmutableArray<TimeRange> Asked,
    bool Repairing,
    long At,
    GapPolicy Policy)
{
    /// <summary>The open times in the asked ranges for which the exchange sent an invalid row, ascending.</summary>
    public ImmutableArray<UnreadableCandle> Unreadable { get; init; } = [];

    /// <summary>The findings about a part of the searched range.</summary>
    public GapFindings Within(TimeRange part) => part == Searched
        ? this
        : this with
        {
            Searched = part,
            Missing = TimeRanges.Within(Missing, part),
            Asked = TimeRanges.Within(Asked, part),
            Unreadable = [.. Unreadable.Where(u => part.Contains(u.OpenTime))],
        };

    /// <summary>The same findings without the asks before a time, because these are already counted.</summary>
    public GapFindings AskedSince(long time)
    {
        var rest = new TimeRange(time, long.MaxValue);
        return this with { Asked = TimeRanges.Within(Asked, rest), Unreadable = [.. Unreadable.Where(u => rest.Contains(u.OpenTime))] };
    }
}

/// <summary>Decides when the collector asks again for a missing range.</summary>
/// <param name="ConfirmAfterAsks">Number of answers without a candle after which a range is confirmed missing, at least 1.</param>
/// <param name="RetryAfter">Pause after the first ask. Doubled after each further ask.</param>
public sealed record GapPolicy(int ConfirmAfterAsks, TimeSpan RetryAfter)
{
    /// <summary>
    /// Pauses after each answer that confirms a range as missing, because the exchange may repair its history later. The last pause is used for all later answers.
    /// </summary>
    private static readonly TimeSpan[] AfterConfirming = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <summary>When to ask again (ms UTC) for a range that is not confirmed missing. The pause doubles with each ask, up to a day.</summary>
    public long NextAsk(long now, int asks)
    {
        var factor = Math.Pow(2, Math.Clamp(asks - 1, 0, 30));
        var wait = Math.Min(RetryAfter.TotalMilliseconds * factor, TimeSpan.FromDays(1).TotalMilliseconds);
        return now + (long)wait;
    }

    /// <summary>When to ask again (ms UTC) for a range that is confirmed missing: after a day, then after a week, then every 30 days.</summary>
    public long NextAskOfConfirmed(long now, int asks)
    {
        var wait = AfterConfirming[Math.Clamp(asks - ConfirmAfterAsks, 0, AfterConfirming.Length - 1)];
        return now + (long)wait.TotalMilliseconds;
    }
}
