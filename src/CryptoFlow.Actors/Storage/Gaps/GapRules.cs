namespace CryptoFlow.Storage.Gaps;

/// <summary>The rules for one row of the ledger (the table is in Storage/DESIGN.md, Gap ledger). Pure.</summary>
internal static class GapRules
{
    /// <summary>A part of a row whose candles are stored now.</summary>
    public static GapRecord Filled(GapRecord row, long at) =>
        row with { Verdict = GapVerdict.Filled, BeforeListing = false, NextAskAt = null, ResolvedAt = at, Reason = null };

    /// <summary>A part of a row, or a new row, whose candles are still missing.</summary>
    /// <param name="row">The recorded row.</param>
    /// <param name="findings">The time, the policy, and whether a run is about to ask.</param>
    /// <param name="asked">Whether the exchange has answered for the whole part in this run.</param>
    /// <param name="unreadable">What is wrong with the row that the exchange sent; null if it sent none.</param>
    /// <param name="oldestStored">Open time of the oldest stored candle, ms UTC, or null.</param>
    public static GapRecord StillMissing(GapRecord row, GapFindings findings, bool asked, string? unreadable, long? oldestStored)
    {
        var after = asked ? unreadable is null ? NoneGiven(row, findings) : RowGiven(row, findings, unreadable) : NotAsked(row, findings);
        var before = after.Verdict != GapVerdict.Unreadable && after.Asks > 0 && oldestStored is { } oldest && row.Range.To <= oldest;
        return after with { BeforeListing = before };
    }

    /// <summary>
    /// Joins two neighbouring rows, or returns null if they must stay apart. The times at which they were found, asked or resolved may differ. The times at which
    /// they are due must be equal, because the join would otherwise delay the ask of one of them.
    /// </summary>
    public static GapRecord? Join(GapRecord left, GapRecord right)
    {
        if (left.Range.To != right.Range.From
            || (left.Verdict, left.Asks, left.BeforeListing, left.NextAskAt, left.Reason) != (right.Verdict, right.Asks, right.BeforeListing, right.NextAskAt, right.Reason))
        {
            return null;
        }

        return left with
        {
            Id = left.Id != 0 ? left.Id : right.Id,
            Range = new TimeRange(left.Range.From, right.Range.To),
            FoundAt = Math.Min(left.FoundAt, right.FoundAt),
            LastAskedAt = Later(left.LastAskedAt, right.LastAskedAt),
            ResolvedAt = Later(left.ResolvedAt, right.ResolvedAt),
        };
    }

    private static GapRecord NotAsked(GapRecord row, GapFindings findings) => row.Verdict is GapVerdict.ConfirmedMissing or GapVerdict.Unreadable
        ? row
        : row with { Verdict = findings.Repairing && IsDue(row, findings.At) ? GapVerdict.Repairing : GapVerdict.Open };

    /// <summary>
    /// The exchange has no candle. An answer before the row is due does not count, because the request was made for another reason: by a user's run, or for another
    /// hole in the same page.
    /// </summary>
    private static GapRecord NoneGiven(GapRecord row, GapFindings findings)
    {
        // The exchange no longer sends the invalid row: this is the first answer without a candle.
        if (row.Verdict == GapVerdict.Unreadable)
            row = row with { Verdict = GapVerdict.Open, Asks = 0, NextAskAt = null, Reason = null };
        if (!IsDue(row, findings.At))
            return row with { Verdict = row.Verdict == GapVerdict.ConfirmedMissing ? row.Verdict : GapVerdict.Open, LastAskedAt = findings.At };

        row = row with { Asks = row.Asks + 1, LastAskedAt = findings.At };
        return row.Verdict == GapVerdict.ConfirmedMissing || row.Asks >= findings.Policy.ConfirmAfterAsks
            ? row with
            {
                Verdict = GapVerdict.ConfirmedMissing,
                NextAskAt = findings.Policy.NextAskOfConfirmed(findings.At, row.Asks),
                ResolvedAt = row.ResolvedAt ?? findings.At,
            }
            : row with { Verdict = GapVerdict.Open, NextAskAt = findings.Policy.NextAsk(findings.At, row.Asks) };
    }

    /// <summary>The exchange sent a row that is not a valid candle.</summary>
    private static GapRecord RowGiven(GapRecord row, GapFindings findings, string reason)
    {
        var known = row.Verdict == GapVerdict.Unreadable;
        if (known && !IsDue(row, findings.At))
            return row with { LastAskedAt = findings.At, Reason = reason };
        var asks = known ? row.Asks + 1 : 1;
        return row with
        {
            Verdict = GapVerdict.Unreadable,
            Asks = asks,
            LastAskedAt = findings.At,
            NextAskAt = findings.Policy.NextAsk(findings.At, asks),
            ResolvedAt = null,
            Reason = reason,
        };
    }

    private static bool IsDue(GapRecord row, long at) => row.NextAskAt is not { } next || next <= at;

    private static long? Later(long? a, long? b) => a is { } x && b is { } y ? Math.Max(x, y) : a ?? b;
}
