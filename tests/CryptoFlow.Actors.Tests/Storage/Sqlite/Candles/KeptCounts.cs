using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Compares the table <c>series</c> with the numbers that a query counts.</summary>
internal static class KeptCounts
{
    public static void AssertExact(ForeignConnection file, Interval interval)
    {
        var kept = file.Query(
            $"SELECT concat_ws(' ', symbol, row_count, oldest_time, newest_time) FROM series WHERE interval = {interval.Minutes} AND row_count > 0 ORDER BY symbol",
            r => r.GetString(0));
        var counted = file.Query(
            $"SELECT concat_ws(' ', symbol, count(*), min(time), max(time)) FROM {CandleTables.NameOf(interval)} GROUP BY symbol ORDER BY symbol",
            r => r.GetString(0));
        Assert.Equal(counted, kept);
    }
}
