using System.Collections.Immutable;
using CsCheck;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Gaps;

/// <summary>Compares the ledger's single pass with the reference, which compares each row with each range.</summary>
public sealed class GapLedgerReferenceTests
{
    private const int Times = 30;

    private static readonly Gen<ImmutableArray<TimeRange>> Ranges = Gen.Int[0, Times].Array[0, 14].Select(cuts =>
        TimeRanges.Union(cuts.Distinct().Order().Chunk(2).Where(c => c.Length == 2).Select(c => Range(Btc15, c[0], c[1]))));

    private static readonly Gen<(ImmutableArray<TimeRange> Missing, ImmutableArray<TimeRange> Asked, int From, int To, int[] Unreadable, bool Repairing, int Pause)> AnySearch =
        Gen.Select(Ranges, Ranges, Gen.Int[0, Times], Gen.Int[0, Times], Gen.Int[0, Times - 1].Array[0, 5], Gen.Bool, Gen.Int[0, 30]);

    [Fact]
    public void One_pass_gives_the_same_rows_as_the_reference() =>
        AnySearch.Array[1, 10].Sample(searches => Play(searches, parts: 1), iter: 2_000);

    [Fact]
    public void A_search_that_is_applied_in_parts_gives_the_same_rows() =>
        Gen.Select(AnySearch.Array[1, 10], Gen.Int[2, 5]).Sample((searches, parts) => Play(searches, parts), iter: 2_000);

    private static void Play((ImmutableArray<TimeRange> Missing, ImmutableArray<TimeRange> Asked, int From, int To, int[] Unreadable, bool Repairing, int Pause)[] searches, int parts)
    {
        var ledger = new TestLedger(Btc15);
        ImmutableArray<GapRecord> reference = [];
        var at = 0L;
        foreach (var (missing, asked, from, to, unreadable, repairing, pause) in searches)
        {
            at += pause * 60_000L;
            var searched = Range(Btc15, Math.Min(from, to), Math.Max(from, to));
            var oldestStored = missing.IsEmpty ? (long?)null : missing[0].To;
            var findings = new GapFindings(searched, TimeRanges.Within(missing, searched), TimeRanges.Within(asked, searched), repairing, at, TestLedger.Policy)
            {
                Unreadable = [.. unreadable.Distinct().Order().Select(u => new UnreadableCandle(Time(Btc15, u), u % 2 == 0 ? "even" : "odd")).Where(u => searched.Contains(u.OpenTime))],
            };

            var filledBefore = ledger.Filled.Sum(r => r.Candles);
            for (var part = 0; part < parts; part++)
            {
                var step = Btc15.Interval.Milliseconds;
                var length = (searched.To - searched.From) / parts / step * step;
                var end = part == parts - 1 ? searched.To : searched.From + ((part + 1) * length);
                ledger.Apply(findings.Within(new TimeRange(searched.From + (part * length), end)), oldestStored);
            }

            var expected = QuadraticLedger.Apply(Btc15, [.. reference], findings, oldestStored);
            reference = [.. expected.Where(r => r.Verdict != GapVerdict.Filled)];
            Assert.Equal(Facts(reference), Facts(ledger.Unfilled));
            Assert.Equal(
                expected.Where(r => r.Verdict == GapVerdict.Filled).Sum(r => r.Candles),
                ledger.Filled.Sum(r => r.Candles) - filledBefore);
        }

        // If two neighbours are joined at the boundary of two parts, the row keeps the first times of the joined neighbour. Nothing depends on these times.
        IEnumerable<GapRecord> Facts(IEnumerable<GapRecord> rows) =>
            QuadraticLedger.Joined(parts == 1 ? rows : rows.Select(r => r with { FoundAt = 0, LastAskedAt = null, ResolvedAt = null }));
    }
}
