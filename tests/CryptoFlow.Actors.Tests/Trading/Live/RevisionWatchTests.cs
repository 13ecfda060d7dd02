using System.Collections.Immutable;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>Which commits change candles that a run has read.</summary>
public sealed class RevisionWatchTests
{
    private const long Day = 1_704_067_200_000;
    private const long Quarter = 900_000;

    private readonly RevisionWatch _watch = new();

    [Fact]
    public void A_commit_of_candles_that_the_page_has_already_read_in_their_new_form_is_no_revision()
    {
        Read(first: 0, count: 4, version: 5);
        Commit(candle: 3, version: 5);
        Assert.False(_watch.IsRevised);

        Commit(candle: 3, version: 6);
        Assert.True(_watch.IsRevised);
    }

    [Fact]
    public void A_commit_during_a_read_is_a_revision_if_the_page_has_the_candle_in_an_older_version()
    {
        _watch.OnReading();
        Commit(candle: 2, version: 6);
        Assert.False(_watch.IsRevised);
        Read(first: 0, count: 4, version: 5);
        Assert.True(_watch.IsRevised);
    }

    [Fact]
    public void A_commit_during_a_read_is_no_revision_if_the_page_has_read_it_or_ends_before_it()
    {
        _watch.OnReading();
        Commit(candle: 2, version: 5);
        Commit(candle: 4, version: 6);
        Read(first: 0, count: 4, version: 5);
        Assert.False(_watch.IsRevised);
    }

    [Fact]
    public void A_change_of_an_earlier_page_is_a_revision()
    {
        Read(first: 0, count: 4, version: 5);
        Read(first: 4, count: 4, version: 6);
        Commit(candle: 3, version: 7);
        Assert.True(_watch.IsRevised);
    }

    [Fact]
    public void A_candle_that_the_run_will_read_again_may_change()
    {
        Read(first: 0, count: 4, version: 5);
        _watch.OnStopped(processed: Time(1));
        Commit(candle: 2, version: 6);
        Assert.False(_watch.IsRevised);
        Commit(candle: 1, version: 7);
        Assert.True(_watch.IsRevised);
    }

    [Fact]
    public void A_change_before_the_first_candle_of_the_trader_is_no_revision()
    {
        Read(first: 0, count: 4, version: 5);
        Commit(candle: -1, version: 6);
        Assert.False(_watch.IsRevised);
    }

    private static long Time(int candle) => Day + (candle * Quarter);

    private static Candle At(int candle) => new(Time(candle), 100, 101, 99, 100, 1, 0, 0, 0, 0);

    private void Commit(int candle, long version) => _watch.OnCommit(new CandlesCommitted(TestCandles.Btc15, WriteLane.Backfill, [At(candle)], version), origin: Day);

    private void Read(int first, int count, long version)
    {
        _watch.OnReading();
        _watch.OnRead(Time(first) - 1, new CandlesRead(TestCandles.Btc15, true, [.. Enumerable.Range(first, count).Select(At)], false, version));
    }
}
