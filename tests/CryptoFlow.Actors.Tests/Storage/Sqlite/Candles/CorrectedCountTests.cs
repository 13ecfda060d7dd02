using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Rows that another program inserts. No trigger counts such rows, but a search for gaps corrects the count.</summary>
public sealed class CorrectedCountTests : WrittenAndReadTests
{
    [Fact]
    public void A_search_corrects_the_recorded_count()
    {
        Writer.Put(Btc15, Page(Btc15, 5, 3));
        InsertByAnother(Btc15, 2);
        InsertByAnother(Btc15, 9);

        Record(Search(Btc15));

        KeptCounts.AssertExact(Foreign, Interval.M15);
        Assert.Equal(2, Foreign.Scalar<long>("SELECT version FROM series"));
    }

    [Fact]
    public void A_series_that_only_another_program_has_stored_is_known_after_a_search()
    {
        InsertByAnother(Eth15, 4);
        Record(Search(Eth15));
        KeptCounts.AssertExact(Foreign, Interval.M15);
        Writer.Put(Eth15, Page(Eth15, 0, 4));
        KeptCounts.AssertExact(Foreign, Interval.M15);
    }

    [Fact]
    public void A_count_that_is_older_than_the_last_change_corrects_nothing_and_the_next_count_does()
    {
        Writer.Put(Btc15, Page(Btc15, 5, 3));
        InsertByAnother(Btc15, 2);
        var early = Search(Btc15);
        Writer.Put(Btc15, Page(Btc15, 20, 4));

        Record(early);
        Assert.Equal(7, Foreign.Scalar<long>("SELECT row_count FROM series"));

        Record(Search(Btc15));
        KeptCounts.AssertExact(Foreign, Interval.M15);
    }

    [Fact]
    public void A_count_that_is_right_changes_no_version()
    {
        Writer.Put(Btc15, Page(Btc15, 5, 3));
        Record(Search(Btc15));
        Record(Search(Eth15));
        Assert.Equal("1/1", Foreign.Scalar<string>("SELECT concat(count(*), '/', sum(version)) FROM series"));
    }

    private MissingFound Search(SeriesKey series) =>
        Assert.IsType<MissingFound>(Reader.Answer(new FindMissing(series, Range(series, 0, 10), TimeSpan.MaxValue)));

    private void Record(MissingFound found) => Writer.Record(
        WriterMessages.Record(found.Series, new GapFindings(found.Range, found.Missing, [], false, 0, TestLedger.Policy)) with { Counted = found.Counted });

    private void InsertByAnother(SeriesKey series, int index) => Foreign.Execute(
        $"INSERT INTO candles_15 VALUES ('{series.Instrument.StorageKey}', {Time(series, index)}, 1, 1, 1, 1, 1, 0, 0, 0, 0)");
}
