using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>How the audit changes the future candles.</summary>
public enum AuditCheck
{
    /// <summary>The future candles are removed.</summary>
    Prefix,

    /// <summary>The future candles get other prices.</summary>
    Revised,
}

/// <summary>A decision that depends on the future.</summary>
/// <param name="Check">How the future candles were changed.</param>
/// <param name="Cut">The moment of the cut, ms UTC. Candles that had closed by then were not changed.</param>
/// <param name="Time">Open time of the first candle before the cut whose decision changed, ms UTC.</param>
/// <param name="Was">The outcome with the real future; null if there was none.</param>
/// <param name="Became">The outcome with the changed future; null if there was none.</param>
public sealed record AuditFinding(AuditCheck Check, long Cut, long Time, CandleOutcome? Was, CandleOutcome? Became);

/// <summary>The result of an audit.</summary>
/// <param name="Seed">Seed of the cuts and of the changed prices.</param>
/// <param name="Cuts">Number of cuts. Each was checked in every way of <see cref="AuditCheck"/>.</param>
/// <param name="Decisions">Compared decisions over all cuts and checks, one per candle.</param>
/// <param name="Findings">For each cut and check with a changed decision, the first changed decision.</param>
public sealed record AuditReport(int Seed, int Cuts, long Decisions, ImmutableArray<AuditFinding> Findings)
{
    public bool IsClean => Findings.IsEmpty;
}

/// <summary>
/// Finds decisions that depend on candles which had not closed at the time of the decision. It runs the strategy again without the future candles, and again with
/// changed future candles, and compares each decision before the cut. It treats the run as a black box, so it finds every effect on a channel, an entry, an exit or
/// the account.
/// </summary>
public static class LookAheadAudit
{
    /// <param name="candles">The candles. The seed decides where they are cut.</param>
    /// <param name="traded">The traded interval.</param>
    /// <param name="run">Runs from the first candle. Each call must start from new state.</param>
    /// <param name="cuts">Number of cuts, at least 1. Half of them are right after a candle with a decision.</param>
    /// <param name="seed">Seed of the cuts and of the changed prices.</param>
    /// <param name="progress">Called with the share that is done, 0 to 1.</param>
    /// <param name="cancellation">Ends the audit.</param>
    public static AuditReport Run(
        CandleList candles,
        Interval traded,
        Func<CandleList, IEnumerable<CandleOutcome>> run,
        int cuts,
        int seed,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var chance = new Random(seed);
        var whole = Outcomes(run(candles), cancellation).ToImmutableArray();
        var moments = Moments(whole, traded, cuts, chance);
        var findings = ImmutableArray.CreateBuilder<AuditFinding>();
        var decisions = 0L;
        for (var i = 0; i < moments.Length; i++)
        {
            var cut = moments[i];
            foreach (var (check, other) in new[] { (AuditCheck.Prefix, Prefix(cut)), (AuditCheck.Revised, Revised(cut)) })
            {
                var (compared, finding) = Compare(check, cut, whole, Outcomes(run(other), cancellation), traded);
                decisions += compared;
                if (finding is not null)
                    findings.Add(finding);
            }

            progress?.Invoke((i + 1.0) / moments.Length);
        }

        return new AuditReport(seed, moments.Length, decisions, findings.ToImmutable());

        CandleList Prefix(long cut) => new(
            [.. candles.Traded.TakeWhile(c => IsClosed(c, traded, cut))],
            [.. candles.Context.Select(x => x with { Candles = [.. x.Candles.TakeWhile(c => IsClosed(c, x.Interval, cut))] })]);

        CandleList Revised(long cut) => new(
            [.. candles.Traded.Select(c => IsClosed(c, traded, cut) ? c : Other(c, chance))],
            [.. candles.Context.Select(x => x with { Candles = [.. x.Candles.Select(c => IsClosed(c, x.Interval, cut) ? c : Other(c, chance))] })]);
    }

    private static bool IsClosed(Candle candle, Interval interval, long cut) => candle.OpenTime + interval.Milliseconds <= cut;

    /// <summary>A candle with prices up to 3 % away: enough to break channels, touch stops and reach targets.</summary>
    private static Candle Other(Candle candle, Random chance)
    {
        var factor = 1 + (0.06 * (chance.NextDouble() - 0.5));
        return candle with { Open = candle.Open * factor, High = candle.High * factor, Low = candle.Low * factor, Close = candle.Close * factor };
    }

    private static ImmutableArray<long> Moments(ImmutableArray<CandleOutcome> whole, Interval traded, int cuts, Random chance)
    {
        ImmutableArray<CandleOutcome> busy = [.. whole.Where(o => !o.IsQuiet)];
        return [.. Enumerable.Range(0, cuts)
            .Select(i => i % 2 == 0 && !busy.IsEmpty ? busy : whole)
            .Select(from => from[chance.Next(from.Length)].Time + traded.Milliseconds)
            .Distinct()
            .Order()];
    }

    private static (long Compared, AuditFinding? Finding) Compare(
        AuditCheck check, long cut, ImmutableArray<CandleOutcome> whole, IEnumerable<CandleOutcome> other, Interval traded)
    {
        var compared = 0;
        using var others = other.GetEnumerator();
        foreach (var was in whole.TakeWhile(o => o.Time + traded.Milliseconds <= cut))
        {
            var became = others.MoveNext() ? others.Current : null;
            compared++;
            if (!was.Equals(became))
                return (compared, new AuditFinding(check, cut, was.Time, was, became));
        }

        return (compared, null);
    }

    private static IEnumerable<CandleOutcome> Outcomes(IEnumerable<CandleOutcome> outcomes, CancellationToken cancellation)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Time % Interval.D1.Milliseconds == 0)
                cancellation.ThrowIfCancellationRequested();
            yield return outcome;
        }
    }
}
