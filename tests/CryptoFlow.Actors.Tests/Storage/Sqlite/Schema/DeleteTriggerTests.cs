using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Writer;
using CsCheck;

namespace CryptoFlow.Storage.Sqlite.Schema;

public sealed class DeleteTriggerTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Deletions_of_another_program_leave_the_recorded_counts_right()
    {
        using var store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings);
        using var foreign = _database.Foreign();
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Bool).Sample(
            (from, to, other) =>
            {
                store.Put(TestCandles.Btc15, TestCandles.Page(TestCandles.Btc15, 0, 30));
                store.Put(TestCandles.Eth15, TestCandles.Page(TestCandles.Eth15, 0, 30));
                var before = foreign.Scalar<long>("SELECT sum(version) FROM series");
                var symbol = (other ? TestCandles.Eth15 : TestCandles.Btc15).Instrument.StorageKey;

                var deleted = foreign.Execute(
                    $"DELETE FROM candles_15 WHERE symbol = '{symbol}' AND time >= {TestCandles.Time(TestCandles.Btc15, from)} AND time < {TestCandles.Time(TestCandles.Btc15, to)}");

                KeptCounts.AssertExact(foreign, Interval.M15);
                Assert.Equal(before + deleted, foreign.Scalar<long>("SELECT sum(version) FROM series"));
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public void A_series_that_is_deleted_to_the_last_candle_has_no_bounds_and_begins_again()
    {
        using var store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings);
        using var foreign = _database.Foreign();
        store.Put(TestCandles.Btc15, TestCandles.Page(TestCandles.Btc15, 0, 5));

        foreign.Execute("DELETE FROM candles_15");
        Assert.Equal("0//", foreign.Scalar<string>("SELECT concat(row_count, '/', oldest_time, '/', newest_time) FROM series"));

        store.Put(TestCandles.Btc15, TestCandles.Page(TestCandles.Btc15, 9, 2));
        KeptCounts.AssertExact(foreign, Interval.M15);
    }
}
