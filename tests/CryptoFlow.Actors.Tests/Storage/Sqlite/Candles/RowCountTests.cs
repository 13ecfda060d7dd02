using CryptoFlow.Storage.Writer;
using CsCheck;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Candles;

public sealed class RowCountTests
{
    private static readonly SeriesKey[] Several = [Btc15, Eth15, Btc60];

    private static readonly Gen<(int Series, int[] Indexes, double Price)[]> AnyPages = Gen.Select(
        Gen.Int[0, Several.Length - 1],
        Gen.Int[0, 60].Array[0, 30],
        Gen.Bool.Select(revised => revised ? 101d : 100d)).Array[1, 25];

    [Fact]
    public void Recorded_counts_equal_a_query_and_the_version_increases_with_each_change_only()
    {
        using var database = new TestDatabase();
        using var store = new SqliteWriteStore(database.OpenWriter(), database.Settings);
        using var foreign = database.Foreign();
        AnyPages.Sample(
            pages =>
            {
                foreign.Execute("DELETE FROM candles_15; DELETE FROM candles_60");
                foreach (var (which, indexes, price) in pages)
                {
                    var series = Several[which];
                    var before = VersionOf(series);

                    var reply = store.Put(series, Some(series, price, indexes.Distinct().Order()));

                    Assert.Equal(indexes.Distinct().Count(), reply.Inserted + reply.Updated + reply.Unchanged);
                    Assert.Equal(before + (reply.Inserted + reply.Updated > 0 ? 1 : 0), reply.SeriesVersion);
                    Assert.Equal(reply.SeriesVersion, VersionOf(series));
                }

                KeptCounts.AssertExact(foreign, Interval.M15);
                KeptCounts.AssertExact(foreign, Interval.H1);
            },
            iter: 40,
            threads: 1);

        long VersionOf(SeriesKey series) => foreign.Scalar<long>(
            $"SELECT coalesce(max(version), 0) FROM series WHERE symbol = '{series.Instrument.StorageKey}' AND interval = {series.Interval.Minutes}");
    }
}
