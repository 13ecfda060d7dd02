using System.Collections.Immutable;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>The writer stores the gap ledger, and the readers read it.</summary>
public sealed class GapStorageTests : WrittenAndReadTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void What_is_recorded_is_read_back_column_by_column()
    {
        Writer.Put(Btc15, Page(Btc15, 10, 10));
        var whole = Range(Btc15, 0, 20);

        var reply = Record(Btc15, whole, [Range(Btc15, 0, 10)], asked: [whole], at: 77);

        var row = Assert.Single(Read().Gaps);
        Assert.Equal(
            new GapRecord(row.Id, Btc15, Range(Btc15, 0, 10), GapVerdict.Open, 1, BeforeListing: true, 77, 77, TestLedger.Policy.NextAsk(77, 1), null), row);
        Assert.Equal(row with { Id = 0 }, Assert.Single(reply.Unresolved));
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
            Record(Eth15, Range(Eth15, 0, 20), [Range(Eth15, 4, 6)], asked: [Range(Eth15, 0, 20)], at: ask * Day);

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
        Assert.Equal(1, read.TotalOf(GapVerdict.Filled));
        Assert.Equal([GapVerdict.Open, GapVerdict.Open, GapVerdict.Filled], Read().Gaps.Select(g => g.Verdict));
    }

    [Fact]
    public void Rows_of_a_range_are_those_that_overlap_it()
    {
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 1, 3), Range(Btc15, 5, 7), Range(Btc15, 9, 11)]);
        Assert.Equal([Time(Btc15, 5)], Read(range: Range(Btc15, 3, 9)).Gaps.Select(g => g.Range.From));
        Assert.Equal([Time(Btc15, 5), Time(Btc15, 1)], Read(range: Range(Btc15, 2, 6)).Gaps.Select(g => g.Range.From));
    }

    [Fact]
    public void An_unreadable_candle_is_stored_with_its_reason()
    {
        var whole = Range(Btc15, 0, 20);
        Writer.Record(WriterMessages.Record(Btc15, new GapFindings(whole, [Range(Btc15, 3, 6)], [whole], false, 5, TestLedger.Policy)
        {
            Unreadable = [new UnreadableCandle(Time(Btc15, 4), "high below low")],
        }));

        Assert.Equal(
            [(Time(Btc15, 5), GapVerdict.Open, null), (Time(Btc15, 4), GapVerdict.Unreadable, "high below low"), (Time(Btc15, 3), GapVerdict.Open, null)],
            Read().Gaps.Select(g => (g.Range.From, g.Verdict, g.Reason)));
        Assert.Equal(1, Read(verdicts: [GapVerdict.Unreadable]).TotalOf(GapVerdict.Unreadable));
    }

    [Fact]
    public void Asks_that_are_sent_again_are_counted_once_also_after_the_writer_has_started_anew()
    {
        var (run, whole) = (RunId.New(), Range(Btc15, 0, 20));

        // The second search comes late enough to count as another ask, but it belongs to the same run and pass.
        RecordGaps Sent(RunId by, long at) => WriterMessages.Record(Btc15, new GapFindings(whole, [Range(Btc15, 3, 6)], [whole], false, at, TestLedger.Policy), by);
        Writer.Record(Sent(run, at: 0));
        Writer.Record(Sent(run, at: Day));
        using var restarted = new SqliteWriteStore(Database.OpenWriter(), Database.Settings);
        restarted.Record(Sent(run, at: 2 * Day));
        Assert.Equal(1, Read().Gaps.Single().Asks);

        restarted.Record(Sent(RunId.New(), at: 3 * Day));
        Assert.Equal(2, Read().Gaps.Single().Asks);
    }

    [Fact]
    public void Each_part_of_a_pass_counts_its_asks_once_even_if_parts_are_sent_again()
    {
        var run = RunId.New();
        ImmutableArray<TimeRange> holes = [Range(Btc15, 1, 2), Range(Btc15, 5, 6), Range(Btc15, 11, 12), Range(Btc15, 15, 16)];
        void Send(int from, int to, long at)
        {
            var part = Range(Btc15, from, to);
            Writer.Record(WriterMessages.Record(Btc15, new GapFindings(part, TimeRanges.Within(holes, part), [part], false, at, TestLedger.Policy), run));
        }

        Send(0, 10, at: 0);
        Send(0, 10, at: Day);
        Send(0, 20, at: 2 * Day);
        Send(10, 20, at: 3 * Day);

        Assert.All(Read().Gaps, g => Assert.Equal(1, g.Asks));
        Assert.Equal(4, Read().Gaps.Length);
    }

    [Fact]
    public void A_message_touches_a_bounded_number_of_rows_and_says_how_far_it_came()
    {
        const int Holes = 3 * MaxGapsPerMessage;
        ImmutableArray<TimeRange> holes = [.. Enumerable.Range(0, Holes).Select(i => Range(Btc15, 2 * i, (2 * i) + 1))];
        var whole = Range(Btc15, 0, 2 * Holes);
        foreach (var part in holes.Chunk(MaxGapsPerMessage))
            Record(Btc15, new TimeRange(part[0].From, part[^1].To), [.. part]);
        Assert.Equal(Holes, Read(limit: 1).TotalOf(GapVerdict.Open));

        var rest = whole;
        var messages = 0;
        for (; !rest.IsEmpty; messages++)
        {
            var reply = Record(Btc15, rest, []);
            Assert.True(reply.Recorded.From == rest.From && !reply.Recorded.IsEmpty);
            Assert.InRange(Foreign.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict = 'open'"), Holes - ((messages + 1) * (MaxGapsPerMessage + 1)), Holes);
            rest = rest with { From = reply.Recorded.To };
        }

        Assert.Equal(3, messages);
        Assert.Equal(0, Read(limit: 1).TotalOf(GapVerdict.Open));
    }

    [Fact]
    public void A_message_with_more_ranges_than_its_bound_is_refused()
    {
        ImmutableArray<TimeRange> holes = [.. Enumerable.Range(0, MaxGapsPerMessage + 1).Select(i => Range(Btc15, 2 * i, (2 * i) + 1))];
        var reply = Writer.Record(WriterMessages.Record(Btc15, new GapFindings(Range(Btc15, 0, 600), holes, [], false, 0, TestLedger.Policy))).Reply;
        Assert.Equal(WriteRefusal.Invalid, Assert.IsType<WriteRefused>(reply).Reason);
    }

    [Fact]
    public void A_row_that_stays_as_it_is_keeps_its_id_and_only_what_changes_is_written()
    {
        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 3, 5), Range(Btc15, 7, 9)]);
        var before = Read().Gaps;
        Foreign.Execute("CREATE TABLE log (what TEXT); CREATE TRIGGER t1 AFTER INSERT ON gaps BEGIN INSERT INTO log VALUES ('insert'); END; "
            + "CREATE TRIGGER t2 AFTER DELETE ON gaps BEGIN INSERT INTO log VALUES ('delete'); END; CREATE TRIGGER t3 AFTER UPDATE ON gaps BEGIN INSERT INTO log VALUES ('update'); END");

        Record(Btc15, Range(Btc15, 0, 20), [Range(Btc15, 3, 5), Range(Btc15, 8, 9)]);

        Assert.Equal(["insert", "update"], Foreign.Query("SELECT what FROM log ORDER BY what", r => r.GetString(0)));
        Assert.Contains(before[1], Read().Gaps);
    }

    /// <summary>An earlier version could record gaps in years in which the exchange did not exist.</summary>
    [Fact]
    public void Ledger_rows_before_the_exchange_existed_are_deleted_or_cut()
    {
        var first = ExchangeHistory.FirstDayOf(Exchange.Binance);
        var quarter = Btc15.Interval.Milliseconds;
        Foreign.Execute($"INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, found_at) VALUES ('BINANCE:BTCUSDT', 15, 0, {1438 * quarter}, 'confirmed_missing', 1)");
        Foreign.Execute($"INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, found_at) VALUES ('BINANCE:BTCUSDT', 15, {first - quarter}, {first + quarter}, 'open', 1)");

        Record(Btc15, Range(Btc15, 0, 20), []);

        Assert.Equal([new TimeRange(first, first + quarter)], Read().Gaps.Select(g => g.Range));
    }

    [Fact]
    public void Filled_rows_are_kept_to_a_number()
    {
        for (var i = 0; i < 210; i++)
        {
            Record(Btc15, Range(Btc15, i, i + 1), [Range(Btc15, i, i + 1)]);
            Record(Btc15, Range(Btc15, i, i + 1), []);
        }

        Assert.Equal(200, Read(limit: 1).TotalOf(GapVerdict.Filled));
        Assert.Equal(Time(Btc15, 10), Foreign.Scalar<long>("SELECT min(from_time) FROM gaps"));
    }

    private static void AssertRead(GapsRead read, params (GapVerdict Verdict, long Count)[] totals)
    {
        Assert.Equal(totals.ToDictionary(t => t.Verdict, t => t.Count), read.Totals.ToDictionary(t => t.Verdict, t => t.Rows));
        Assert.Equal(read.Totals.Sum(t => t.Rows), read.Gaps.Length);
        Assert.All(read.Gaps.CountBy(g => g.Verdict), c => Assert.Equal(read.TotalOf(c.Key), c.Value));
    }

    private GapsRecorded Record(SeriesKey series, TimeRange searched, ImmutableArray<TimeRange> missing, ImmutableArray<TimeRange>? asked = null, long at = 1) =>
        Assert.IsType<GapsRecorded>(Writer.Record(
            WriterMessages.Record(series, new GapFindings(searched, missing, asked ?? [], false, at, TestLedger.Policy))).Reply);

    private GapsRead Read(
        Exchange? exchange = null, string? symbol = null, Interval? interval = null, ImmutableArray<GapVerdict> verdicts = default, int limit = 100, TimeRange? range = null) =>
        Assert.IsType<GapsRead>(Reader.Answer(new ReadGaps(exchange, symbol, interval, verdicts, limit, TimeSpan.MaxValue) { Range = range }));
}
