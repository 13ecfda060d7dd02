using CryptoFlow.Storage;

namespace CryptoFlow.Market;

public sealed class MonthHashesTests
{
    private const long January = 1_704_067_200_000;

    /// <summary>The hashes were computed by another program (Python's struct and hashlib). Manifests of earlier backups hold such hashes.</summary>
    [Fact]
    public void Recipe_1_gives_the_hashes_of_earlier_manifests() => Assert.Equal(
        [
            new MonthHash("2023-12", 1, "6eba9c39ec25320ccd82358669b50cdb8e898ccbefb38eccf93cc347a09bd249"),
            new MonthHash("2024-01", 2, "373fb6576c2ef54705ad55379d24a55e33b67913715919285da0c3642e5fe445"),
        ],
        MonthHashes.Of([TestCandles.At(January - 900_000), TestCandles.At(January), TestCandles.At(January + 900_000, 101.25)]));

    /// <summary>More candles than the buffer holds, and a last bit that changes.</summary>
    [Fact]
    public void A_month_differs_if_any_value_differs()
    {
        var page = TestCandles.Page(TestCandles.Btc15, 0, 500);
        var other = page.SetItem(499, page[499] with { Close = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(page[499].Close) + 1) });
        Assert.Equal<(string, long, long)>([("2023-11", 500L, 500L)], MonthHashes.Differences(MonthHashes.Of(page), MonthHashes.Of(other)));
        Assert.Empty(MonthHashes.Differences(MonthHashes.Of(page), MonthHashes.Of(page)));
        Assert.Equal<(string, long, long)>([("2023-11", 500L, 0L)], MonthHashes.Differences(MonthHashes.Of(page), []));
    }
}
