namespace CryptoFlow.Collectors;

/// <summary>The requests of a run.</summary>
public class PageWorkerTests
{
    [Fact]
    public void The_seed_of_a_requests_pauses_is_the_same_in_each_process_and_differs_between_requests()
    {
        Assert.Equal(104508606, Seed(1, "BTCUSDT", 0));
        Assert.NotEqual(Seed(1, "BTCUSDT", 0), Seed(2, "BTCUSDT", 0));
        Assert.NotEqual(Seed(1, "BTCUSDT", 0), Seed(1, "ETHUSDT", 0));
        Assert.NotEqual(Seed(1, "BTCUSDT", 0), Seed(1, "BTCUSDT", 60_000));
    }

    private static int Seed(int seed, string symbol, long from) =>
        PageWorker.SeedOf(seed, new PageTask(new SeriesKey(new Instrument(Exchange.Bybit, symbol), Interval.M1), new TimeRange(from, from + 60_000)));
}
