using System.Collections.Immutable;
using CsCheck;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Gaps;

/// <summary>Compares the ledger with a simple model that knows each open time separately.</summary>
public sealed class GapLedgerModelTests
{
    private const int Times = 40;

    /// <summary>One search: the stored times, the searched range, and the requested ranges.</summary>
    private static readonly Gen<(int[] Stored, int From, int To, int[] AskedCuts, bool Repairing)> AnySearch = Gen.Select(
        Gen.Int[0, Times - 1].Array[0, Times],
        Gen.Int[0, Times],
        Gen.Int[0, Times],
        Gen.Int[0, Times].Array[0, 6],
        Gen.Bool);

    [Fact]
    public void The_rows_are_exactly_what_is_missing_and_each_ask_is_counted_once() =>
        AnySearch.Array[1, 12].Sample(searches =>
        {
            var ledger = new TestLedger(Btc15);
            var model = new SortedDictionary<long, int>();
            for (var i = 0; i < searches.Length; i++)
            {
                var (storedIndexes, from, to, askedCuts, repairing) = searches[i];
                var searched = Range(Btc15, Math.Min(from, to), Math.Max(from, to));
                long[] stored = [.. storedIndexes.Distinct().Order().Select(s => Time(Btc15, s))];
                var asked = AskedWithin(searched, askedCuts);
                var filledBefore = ledger.Filled.Sum(r => r.Candles);

                // The searches are so far apart that every row is due again, including confirmed rows.
                ledger.Search(searched, stored, asked, repairing, at: i * 40L * 86_400_000);

                var filled = 0;
                foreach (var time in TimesOf(searched))
                {
                    if (stored.Contains(time))
                        filled += model.Remove(time) ? 1 : 0;
                    else
                        model[time] = model.GetValueOrDefault(time) + (asked.Any(a => a.Contains(time)) ? 1 : 0);
                }

                AssertAsModelled(ledger, model);
                Assert.Equal(filled, ledger.Filled.Sum(r => r.Candles) - filledBefore);
            }
        });

    [Fact]
    public void Findings_that_are_repeated_change_nothing() =>
        Gen.Select(AnySearch.Array[0, 6], AnySearch).Sample((earlier, last) =>
        {
            var ledger = new TestLedger(Btc15);
            foreach (var search in earlier)
                Search(search, AskedWithin(Range(Btc15, Math.Min(search.From, search.To), Math.Max(search.From, search.To)), search.AskedCuts));

            Search(last, []);
            Assert.True(Search(last, []).IsEmpty);

            GapLedgerChange Search((int[] Stored, int From, int To, int[] AskedCuts, bool Repairing) search, ImmutableArray<TimeRange> asked) => ledger.Search(
                Range(Btc15, Math.Min(search.From, search.To), Math.Max(search.From, search.To)),
                search.Stored.Distinct().Order().Select(s => Time(Btc15, s)),
                asked,
                search.Repairing,
                oldestStored: search.Stored.Length == 0 ? null : Time(Btc15, search.Stored.Min()));
        });

    private static void AssertAsModelled(TestLedger ledger, SortedDictionary<long, int> model)
    {
        var rows = ledger.Unfilled;
        Assert.All(rows, r => Assert.True(!r.Range.IsEmpty && r.Series == Btc15));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Range.To <= pair.Second.Range.From, "Two rows overlap."));
        Assert.Equal(
            model.Select(m => (m.Key, m.Value)),
            rows.SelectMany(r => TimesOf(r.Range).Select(t => (t, r.Asks))));
        Assert.All(rows, r => Assert.Equal(r.Asks >= TestLedger.Policy.ConfirmAfterAsks, r.Verdict == GapVerdict.ConfirmedMissing));
        Assert.All(rows, r => Assert.Equal(r.Asks > 0, r.LastAskedAt is not null));
        Assert.All(rows, r => Assert.Equal(r.Verdict == GapVerdict.ConfirmedMissing, r.ResolvedAt is not null));
        Assert.All(rows, r => Assert.Equal(r.Asks > 0, r.NextAskAt is not null));
    }

    private static ImmutableArray<TimeRange> AskedWithin(TimeRange searched, int[] cuts) =>
    [
        .. cuts.Distinct().Order().Chunk(2).Where(c => c.Length == 2)
            .Select(c => Range(Btc15, c[0], c[1]).Intersect(searched))
            .Where(r => !r.IsEmpty),
    ];

    private static IEnumerable<long> TimesOf(TimeRange range)
    {
        for (var time = range.From; time < range.To; time += Btc15.Interval.Milliseconds)
            yield return time;
    }
}
