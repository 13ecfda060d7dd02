using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The ledger as the writer stores it and the readers read it.</summary>
public sealed class GapStorageTests : WrittenAndReadTests
{
    [Fact]
    public void What_is_recorded_is_read_back_column_by_column()
    {
        Executor.Put(Btc15, Page(Btc15, 10, 10));
        var whole = Range(Btc15, 0, 20);

        var reply = Record(Btc15, whole, [Range(Btc15, 0, 10)], asked: [whole], at: 77);

        var row = Assert.Single(reply.Unresolved);
        Assert.Equal(
            new GapRecord(row.Id, Btc15, Range(Btc15, 0, 10), GapVerdict.Open, 1, BeforeListing: true, 77, 77, TestLedger.Policy.NextAsk(77, 1), null), row);
        Assert.Equal<GapRecord>([row], Read().Gaps);
        Assert.Equal("open", Foreign.Scalar<string>("SELECT verdict FROM gaps"));
    }

    [Fact]
    public void Findings_that_are_repeated_write_no_frame()
    {
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 3, 5), Range(Btc15, 7, 8)]);
        var before = Foreign.Query("PRAGMA wal_checkpoint(NOOP)", r => r.GetInt64(1)).Single();

        var reply = Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 3, 5), Range(Btc15, 7, 8)]);

        Assert.Equal(2, reply.Unresolved.Length);
        Assert.Equal(before, Foreign.Query("PRAGMA wal_checkpoint(NOOP)", r => r.GetInt64(1)).Single());
    }

    [Fact]
    public void Rows_are_filtered_and_counted_under_the_same_filter()
    {
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 3, 5), Range(Btc15, 7, 8)]);
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 7, 8)]);
        Record(Btc60, Range(Btc60, 0, 20), [Range(Btc60, 1, 2)]);
        for (var ask = 0; ask < 3; ask++)
            Record(Eth15, Range(Eth15, 0, 20), [Range(Eth15, 4, 6)], asked: [Range(Eth15, 0, 20)]);

        AssertRead(Read(), (GapVerdict.Open, 2), (GapVerdict.ConfirmedMissing, 1), (GapVerdict.Filled, 1));
        AssertRead(Read(exchange: Exchange.Binance), (GapVerdict.Open, 2), (GapVerdict.Filled, 1));
        AssertRead(Read(exchange: Exchange.Bitget));
        AssertRead(Read(symbol: "ETHUSDT"), (GapVerdict.ConfirmedMissing, 1));
        AssertRead(Read(symbol: "USDT"));
        AssertRead(Read(interval: Interval.H1), (GapVerdict.Open, 1));
        AssertRead(Read(exchange: Exchange.Binance, symbol: "BTCUSDT", interval: Interval.M15, verdicts: [GapVerdict.Filled, GapVerdict.ConfirmedMissing]), (GapVerdict.Filled, 1));
        AssertRead(Read(verdicts: [GapVerdict.Open, GapVerdict.ConfirmedMissing]), (GapVerdict.Open, 2), (GapVerdict.ConfirmedMissing, 1));
    }

    [Fact]
    public void Unresolved_rows_come_first_then_the_newest_and_totals_are_of_all_whatever_the_limit()
    {
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 1, 2), Range(Btc15, 3, 4), Range(Btc15, 18, 19)]);
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 1, 2), Range(Btc15, 3, 4)]);

        var read = Read(limit: 2);

        Assert.Equal([Time(Btc15, 3), Time(Btc15, 1)], read.Gaps.Select(g => g.Range.From));
        Assert.Equal(1, read.Totals[GapVerdict.Filled]);
        Assert.Equal([GapVerdict.Open, GapVerdict.Open, GapVerdict.Filled], Read().Gaps.Select(g => g.Verdict));
    }

    [Fact]
    public void Filled_rows_are_kept_to_a_number()
    {
        for (var i = 0; i < 210; i++)
        {
            Record(Btc15, Range(Btc15, i, i + 1), [Range(Btc15, i, i + 1)]);
            Record(Btc15, Range(Btc15, i, i + 1), []);
        }

        Assert.Equal(200, Read(limit: 1).Totals[GapVerdict.Filled]);
        Assert.Equal(Time(Btc15, 10), Foreign.Scalar<long>("SELECT min(from_time) FROM gaps"));
    }

    private static void AssertRead(GapsRead read, params (GapVerdict Verdict, long Count)[] totals)
    {
        Assert.Equal(totals.ToDictionary(t => t.Verdict, t => t.Count), read.Totals.ToDictionary());
        Assert.Equal(read.Totals.Values.Sum(), read.Gaps.Length);
        Assert.All(read.Gaps.CountBy(g => g.Verdict), c => Assert.Equal(read.Totals[c.Key], c.Value));
    }

    private GapsRecorded Record(SeriesKey series, TimeRange searched, ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange>? asked = null, long at = 1) =>
        Assert.IsType<GapsRecorded>(Executor.Record(
            WriterMessages.Record(series, new GapFindings(searched, missing, asked ?? [], false, at, TestLedger.Policy))).Reply);

    private GapsRead Read(
        Exchange? exchange = null, string? symbol = null, Interval? interval = null, ImmutableArray<GapVerdict> verdicts = default, int limit = 100) =>
        Assert.IsType<GapsRead>(Reader.Answer(new ReadGaps(exchange, symbol, interval, verdicts, limit, DateTimeOffset.MaxValue)));
}
