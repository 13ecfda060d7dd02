using System.Collections.Immutable;

namespace CryptoFlow.Verification;

/// <summary>The exchange's answer for a range of open times.</summary>
/// <param name="Asked">The range that the answer covers.</param>
/// <param name="Candles">Ascending.</param>
/// <param name="Unreadable">Open times for which the exchange sent a row that is no candle.</param>
/// <param name="ProvesMissing">False if the answer has a row without an open time. Then a candle that is not in the answer may still exist at the exchange.</param>
public sealed record ExchangeAnswer(TimeRange Asked, ImmutableArray<Candle> Candles, ImmutableHashSet<long> Unreadable, bool ProvesMissing);

/// <summary>What differs between stored candles and the exchange's answer, and how to repair it.</summary>
/// <param name="Findings">Ascending by open time.</param>
/// <param name="Write">Candles of the exchange that are to be stored.</param>
/// <param name="Delete">Open times of rows that are to be deleted.</param>
public sealed record PageVerdict(ImmutableArray<Finding> Findings, ImmutableArray<Candle> Write, ImmutableArray<long> Delete)
{
    public bool IsClean => Findings.IsEmpty;
}

/// <summary>Compares every field of stored candles with the exchange's answer.</summary>
public static class ExchangeComparison
{
    /// <param name="series">The series.</param>
    /// <param name="answer">The exchange's answer.</param>
    /// <param name="stored">The stored rows that open in the range of the answer, ascending.</param>
    public static PageVerdict Compare(SeriesKey series, ExchangeAnswer answer, IReadOnlyList<Candle> stored)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var write = ImmutableArray.CreateBuilder<Candle>();
        var delete = ImmutableArray.CreateBuilder<long>();
        var next = 0;
        foreach (var row in stored)
        {
            if (!series.Interval.IsAligned(row.OpenTime))
            {
                findings.Add(Finding.At(FindingKind.OffGrid, series, row.OpenTime, $"it opens at no multiple of {series.Interval}"));
                delete.Add(row.OpenTime);
                continue;
            }

            for (; next < answer.Candles.Length && answer.Candles[next].OpenTime < row.OpenTime; next++)
                Missing(answer.Candles[next]);
            if (next < answer.Candles.Length && answer.Candles[next].OpenTime == row.OpenTime)
            {
                var theirs = answer.Candles[next++];
                if (row == theirs)
                    continue;
                findings.Add(Finding.At(FindingKind.Differs, series, row.OpenTime, CandleFields.Differences(row, theirs)));
                write.Add(theirs);
            }
            else if (answer.ProvesMissing && !answer.Unreadable.Contains(row.OpenTime))
            {
                // The history of an exchange has a begin and an end. So only between two of its candles does a missing candle prove that the exchange does not have
                // it.
                var inside = next > 0 && next < answer.Candles.Length;
                findings.Add(Finding.At(FindingKind.NotAtExchange, series, row.OpenTime, inside ? "the exchange has candles before and after it" : "the exchange may no longer have this part of the history"));
                if (inside)
                    delete.Add(row.OpenTime);
            }
        }

        for (; next < answer.Candles.Length; next++)
            Missing(answer.Candles[next]);
        return new PageVerdict(findings.ToImmutable(), write.ToImmutable(), delete.ToImmutable());

        void Missing(Candle theirs)
        {
            findings.Add(Finding.At(FindingKind.Missing, series, theirs.OpenTime, "the exchange has it"));
            write.Add(theirs);
        }
    }
}
