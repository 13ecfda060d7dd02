using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage;

/// <summary>
/// The contract of <see cref="IWriteStore"/> and <see cref="IReadStore"/>, sentence by sentence. Each store has a class that derives from this one. What only one
/// store promises has tests beside that store.
/// </summary>
public abstract class StoreContractTests : IDisposable
{
    private static readonly TraderKey Trader = new("NO_ML", Btc15.Instrument, "{}");

    private IWriteStore? _writer;
    private IReadStore? _reader;

    /// <summary>The writer's store. The first use opens it.</summary>
    private protected IWriteStore Writer => _writer ??= OpenWriter();

    /// <summary>A reader's store. The first use opens it.</summary>
    private protected IReadStore Reader => _reader ??= OpenReader();

    private protected abstract IWriteStore OpenWriter();

    private protected abstract IReadStore OpenReader();

    /// <summary>Acts as another program that holds the store's lock until the result is disposed.</summary>
    private protected abstract IDisposable HoldLock();

    /// <summary>Acts as another program that commits something unrelated to candles.</summary>
    private protected abstract void CommitElsewhere();

    public void Dispose()
    {
        _reader?.Dispose();
        _writer?.Dispose();
        Delete();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Delete();

    [Fact]
    public void Lock_waits_of_a_run_replace_its_earlier_sums_and_those_of_other_runs_are_added()
    {
        Assert.Empty(LockWaits(0));
        Put(run: 1, new LockWaitHour(0, 1, 0, 10, 10));
        Put(run: 1, new LockWaitHour(0, 3, 1, 30, 15));
        Put(run: 1, new LockWaitHour(0, 3, 1, 30, 15));

        Put(run: 2, new LockWaitHour(0, 2, 0, 8, 5), new LockWaitHour(LockWaitHour.Ms, 0, 0, 0, 0));

        Assert.Equal<IEnumerable<LockWaitHour>>([new LockWaitHour(0, 5, 1, 38, 15), new LockWaitHour(LockWaitHour.Ms, 0, 0, 0, 0)], LockWaits(0));
        Assert.Equal<IEnumerable<LockWaitHour>>([new LockWaitHour(LockWaitHour.Ms, 0, 0, 0, 0)], LockWaits(1));
    }

    [Fact]
    public void Lock_waits_are_kept_for_fourteen_days()
    {
        for (var hour = 0; hour < 400; hour++)
            Put(run: 1, new LockWaitHour(hour * LockWaitHour.Ms, 1, 0, 1, 1));

        Assert.Equal((399 - (14 * 24)) * LockWaitHour.Ms, LockWaits(0)[0].Hour);
        Assert.Equal(399 * LockWaitHour.Ms, LockWaits(0)[^1].Hour);
    }

    [Fact]
    public void A_reader_that_was_open_before_reads_what_was_acknowledged()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 1));
        Assert.Single(Candles().Candles);

        Writer.Put(Btc15, Page(Btc15, 1, 4));

        Assert.Equal(Page(Btc15, 0, 5).AsEnumerable(), Candles().Candles);
    }

    [Fact]
    public void A_page_that_is_stored_again_changes_nothing_and_says_so()
    {
        var page = Page(Btc15, 0, 5);
        var first = Writer.Put(Btc15, page);

        var again = Writer.Store(Write(Btc15, page));

        var reply = Assert.IsType<CandlesWritten>(again.Reply);
        Assert.Equal((0, 0, 5, first.SeriesVersion), (reply.Inserted, reply.Updated, reply.Unchanged, reply.SeriesVersion));
        Assert.Equal((null, false), (again.Committed, again.Wrote));
    }

    [Fact]
    public void A_candle_with_other_values_replaces_the_stored_one_and_raises_the_version_of_its_series()
    {
        var page = Page(Btc15, 0, 5);
        var version = Writer.Put(Btc15, page).SeriesVersion;
        var changed = page[2] with { Volume = page[2].Volume + 1 };

        var result = Writer.Store(Write(Btc15, page.SetItem(2, changed)));

        Assert.Equal([changed], result.Committed!.Changed.AsEnumerable());
        Assert.Equal(version + 1, result.Committed.SeriesVersion);
        Assert.Equal((changed, version + 1), (Candles().Candles[2], Candles().SeriesVersion));
    }

    [Fact]
    public void A_page_that_breaks_its_contract_is_refused_whole()
    {
        var page = Page(Btc15, 0, 5);
        Assert.Equal(WriteRefusal.Invalid, Assert.IsType<WriteRefused>(Writer.Store(Write(Btc15, [.. page.Reverse()])).Reply).Reason);
        Assert.False(Candles().Known);
    }

    [Fact]
    public void A_ledger_message_that_is_sent_again_counts_no_ask_twice()
    {
        var (run, whole) = (RunId.New(), Range(Btc15, 0, 20));
        RecordGaps Sent(long at) => Record(Btc15, new GapFindings(whole, [Range(Btc15, 3, 6)], [whole], false, at, TestLedger.Policy), run);
        Writer.Record(Sent(at: 0));

        var again = Assert.IsType<GapsRecorded>(Writer.Record(Sent(at: 86_400_000)).Reply);

        Assert.Equal(Range(Btc15, 3, 6), Assert.Single(again.Unresolved).Range);
        Assert.Equal(1, Assert.Single(Answer(new ReadGaps(null, null, null, [], 100, TimeSpan.MaxValue)).Gaps).Asks);
    }

    [Fact]
    public void Funding_rates_that_are_sent_again_change_nothing_and_the_reply_says_so()
    {
        WriteFundingRates Sent() => new(WriteId.New(), Btc15.Instrument, [new(3_600_000, 0.0001, 100)], new TimeRange(0, 7_200_000), TimeSpan.MaxValue);
        Assert.Equal(1, Assert.IsType<FundingRatesWritten>(Writer.Store(Sent()).Reply).Changed);

        var again = Writer.Store(Sent());

        var reply = Assert.IsType<FundingRatesWritten>(again.Reply);
        Assert.Equal((0, new TimeRange(0, 7_200_000)), (reply.Changed, reply.Complete));
        Assert.False(again.Wrote);
        Assert.Equal([new FundingRate(3_600_000, 0.0001, 100)], Answer(new ReadFundingRates(Btc15.Instrument, null, null, 10, TimeSpan.MaxValue)).Rates.AsEnumerable());
    }

    [Fact]
    public void A_trader_step_that_is_sent_again_is_recorded_once_and_a_step_out_of_order_is_refused()
    {
        var first = Step(previous: null, 0);
        Assert.IsType<TraderStepRecorded>(Writer.Record(first).Reply);

        Assert.IsType<TraderStepRecorded>(Writer.Record(first).Reply);
        var refused = Assert.IsType<TraderStepRefused>(Writer.Record(Step(previous: 5, 6)).Reply);

        Assert.Equal((TraderStepRefusal.OutOfOrder, Time(Btc15, 0)), (refused.Reason, refused.Last));
        Assert.Equal(1, Answer(new ReadTrader(Trader, 0, TimeSpan.MaxValue)).Record!.Candles);
    }

    [Fact]
    public void While_another_program_holds_the_lock_nothing_is_stored_and_afterwards_the_same_store_works()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 1));
        Writer.TakeLockWait();
        using (HoldLock())
        {
            var failure = Assert.ThrowsAny<StoreException>(() => Writer.Store(Write(Btc15, Page(Btc15, 1, 4))));
            Assert.Equal((StoreFailure.Busy, true), (failure.Failure, failure.Lock != LockRefusal.None));
            Assert.True(Writer.TakeLockWait().WasRefused);
            Assert.Single(Candles().Candles);
        }

        Assert.Equal(4, Writer.Put(Btc15, Page(Btc15, 1, 4)).Inserted);
        Assert.False(Writer.TakeLockWait().WasRefused);
    }

    [Fact]
    public void A_commit_of_another_program_is_reported_once_and_a_commit_of_the_writer_is_not()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 1));
        Writer.CheckInPlace();
        Assert.False(Writer.TakeForeignCommit());

        CommitElsewhere();
        Writer.CheckInPlace();

        Assert.True(Writer.TakeForeignCommit());
        Assert.False(Writer.TakeForeignCommit());
    }

    [Fact]
    public void A_cut_query_is_interrupted_and_the_reader_answers_the_next_one()
    {
        for (var page = 0; page < 4; page++)
            Writer.Put(Btc15, Page(Btc15, page * 1500, 1500));
        var query = new FindMissing(Btc15, Range(Btc15, 0, 6000), TimeSpan.MaxValue);
        var cut = new RunningQuery(1, query, StartedAt: 0);
        cut.Cut();

        Assert.Equal(StoreFailure.Interrupted, Assert.ThrowsAny<StoreException>(() => Reader.Answer(query, Deadline.Never, cut)).Failure);

        Assert.Empty(Answer(query).Missing);
    }

    [Fact]
    public void After_a_checkpoint_and_another_opening_all_data_is_there()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 5));
        Writer.ProveWritable();
        Assert.False(Writer.Checkpoint(CheckpointMode.Truncate).Busy);
        Writer.Dispose();
        _writer = null;

        Assert.Equal(1, Writer.Put(Btc15, Page(Btc15, 0, 6)).Inserted);

        Assert.Equal(6, Candles().Candles.Length);
    }

    private CandlesRead Candles() => Answer(new ReadCandles(Btc15, 100, null, null, TimeSpan.MaxValue));

    private TAnswer Answer<TAnswer>(IReadMessage<TAnswer> query)
        where TAnswer : class, IReadReply => Assert.IsType<TAnswer>(Reader.Answer(query, Deadline.Never));

    private static RecordTraderStep Step(int? previous, int candle) => new(
        WriteId.New(),
        Trader,
        Time(Btc15, 0),
        previous is { } before ? Time(Btc15, before) : null,
        new CandleOutcome(Time(Btc15, candle), null, null, [], [], Account.Start(10_000)),
        TimeSpan.MaxValue);

    private void Put(long run, params LockWaitHour[] hours) =>
        Assert.IsType<LockWaitsRecorded>(Writer.Execute(new RecordLockWaits(WriteId.New(), run, [.. hours], TimeSpan.MaxValue)).Reply);

    private ImmutableArray<LockWaitHour> LockWaits(long from) =>
        ((LockWaitsRead)Reader.Answer(new ReadLockWaits(from, TimeSpan.MaxValue), Deadline.Never)).Hours;
}
