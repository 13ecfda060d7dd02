using CsCheck;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Commits;

public sealed class CandleRunsTests
{
    [Fact]
    public void A_page_without_a_hole_is_one_run() => Assert.Equal("0+1500", CandleRuns.Write(Interval.M15, Page(Btc15, 3, 1_500)));

    [Fact]
    public void Single_candles_are_runs_with_what_lies_between() => Assert.Equal("0+1,2+2,1+1", CandleRuns.Write(Interval.M15, Some(Btc15, 100, 0, 3, 4, 6)));

    [Fact]
    public void The_ranges_of_a_deletion_are_written_to_the_millisecond_and_read_again()
    {
        TimeRange[] ranges = [new(1_000, 1_001), new(5_000, 905_000), new(905_000, 905_001)];

        Assert.Equal("0+1,3999+900000,0+1", CandleRuns.Write([.. ranges]));
        Assert.Equal(ranges, CandleRuns.Read(1_000, "0+1,3999+900000,0+1"));
    }

    [Fact]
    public void Written_runs_are_read_back() =>
        Gen.Int[0, 80].Array[1, 60].Sample(indexes =>
        {
            var candles = Some(Btc15, 100, indexes.Distinct().Order());
            var runs = CandleRuns.Read(Interval.M15, candles[0].OpenTime, CandleRuns.Write(Interval.M15, candles)).ToList();
            Assert.Equal(candles.Select(c => c.OpenTime), runs.SelectMany(r => Enumerable.Range(0, (int)r.Count(Interval.M15)).Select(i => r.From + (i * Interval.M15.Milliseconds))));
        });
}
