using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing.Messages;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>The log returns the commits that an asker has missed, in order.</summary>
public sealed class CommitLogTests : IDisposable
{
    private readonly TestDatabase _database = new(s => s with { CommitLogSize = 100 });
    private readonly SqliteReadStore _reader;
    private SqliteWriteStore _writer;

    public CommitLogTests()
    {
        _writer = Open();
        _reader = new SqliteReadStore(_database.OpenReader(), TimeProvider.System);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Published_commits_are_read_back_in_order_and_equal()
    {
        ICommitEvent[] published =
        [
            Store(Page(Btc15, 0, 10), WriteLane.Backfill)!,
            Store(Some(Btc15, 200, 0, 3, 4, 9), WriteLane.Sync)!,
            Step()!,
            Store(Page(Btc60, 0, 1), WriteLane.Sync, Btc60)!,
        ];

        // Later than the first two: they now show the newer values.
        var read = Assert.IsType<CommitsRead>(Read(default));

        Assert.Equal(published.Select(p => p.Stamp), read.InOrder().Select(c => c.Stamp));
        Assert.Equal([1, 2, 3, 4], published.Select(p => p.Stamp.Number));
        foreach (var (expected, actual) in published.Zip(read.InOrder()).Skip(1))
            Assert.Null(DeepDifference.Find(expected, actual, "commit"));
        Assert.Equal(published[^1].Stamp, read.Head.Newest);
        Assert.Equal(_writer.Head, read.Head);
        Assert.Equal(read.Head, Assert.IsType<CommitHeadRead>(_reader.Answer(new ReadCommitHead(TimeSpan.MaxValue), Deadline.Never)).Head);
    }

    [Fact]
    public void A_candle_that_was_changed_again_has_its_newer_values_and_a_deleted_candle_is_left_out()
    {
        Store(Page(Btc15, 0, 4), WriteLane.Sync);
        Store(Some(Btc15, 200, 1), WriteLane.Sync);
        using (var foreign = _database.Foreign())
            foreign.Execute($"DELETE FROM candles_15 WHERE time = {Time(Btc15, 2)}");

        var first = Assert.IsType<CommitsRead>(Read(default)).Candles[0];

        Assert.Equal([.. Page(Btc15, 0, 1), .. Some(Btc15, 200, 1), .. Page(Btc15, 3, 1)], first.Changed.AsEnumerable());
    }

    [Fact]
    public void A_message_that_publishes_nothing_takes_no_number()
    {
        Store(Page(Btc15, 0, 4), WriteLane.Sync);
        Assert.Null(Store(Page(Btc15, 0, 4), WriteLane.Sync));
        _writer.Record(new RecordTraderStep(WriteId.New(), Trader, 0, null, new CandleOutcome(Time(Btc15, 0), null, null, [], [], Account.Start(1)), TimeSpan.MaxValue));

        Assert.Equal(2, Store(Page(Btc15, 4, 1), WriteLane.Sync)!.Stamp.Number);
    }

    [Fact]
    public void Numbers_go_on_after_a_restart_under_the_next_epoch()
    {
        Store(Page(Btc15, 0, 1), WriteLane.Sync);
        _writer.Dispose();
        _writer = Open();

        Assert.Equal(new CommitStamp(2, 2), Store(Page(Btc15, 1, 1), WriteLane.Sync)!.Stamp);
        Assert.Equal([new CommitStamp(1, 1), new CommitStamp(2, 2)], Assert.IsType<CommitsRead>(Read(default)).InOrder().Select(c => c.Stamp));
    }

    [Fact]
    public void An_answer_is_bounded_by_commits_and_by_candles_and_goes_on_where_it_ended()
    {
        for (var page = 0; page < 4; page++)
            Store(Page(Btc15, page * 1_500, 1_500), WriteLane.Backfill);

        Assert.Equal([1, 2], Assert.IsType<CommitsRead>(Read(default)).InOrder().Select(c => c.Stamp.Number));
        Assert.Equal([3, 4], Assert.IsType<CommitsRead>(Read(new CommitStamp(1, 2))).InOrder().Select(c => c.Stamp.Number));
        Assert.Equal([1], Assert.IsType<CommitsRead>(Read(default, limit: 1)).InOrder().Select(c => c.Stamp.Number));
        Assert.Empty(Assert.IsType<CommitsRead>(Read(new CommitStamp(1, 4))).InOrder());
    }

    [Fact]
    public void The_log_keeps_the_last_commits_and_answers_TooOld_to_an_asker_that_has_missed_more()
    {
        for (var i = 0; i < 300; i++)
            Store(Page(Btc15, i, 1), WriteLane.Sync);

        using var file = _database.Foreign(readOnly: true);
        Assert.InRange(file.Scalar<long>("SELECT count(*) FROM commits"), 100, 164);
        var lost = Assert.IsType<CommitsLost>(Read(new CommitStamp(1, 50)));
        Assert.Equal((CommitLoss.TooOld, new CommitStamp(1, 300)), (lost.Reason, lost.Head.Newest));
        Assert.Equal(CommitLoss.TooOld, Assert.IsType<CommitsLost>(Read(default)).Reason);
        Assert.Equal(100, Assert.IsType<CommitsRead>(Read(new CommitStamp(1, 200))).Candles.Length);
    }

    [Fact]
    public void A_commit_that_the_log_does_not_hold_is_answered_with_OtherHistory()
    {
        Store(Page(Btc15, 0, 1), WriteLane.Sync);
        Assert.Equal(CommitLoss.OtherHistory, Assert.IsType<CommitsLost>(Read(new CommitStamp(7, 1))).Reason);
        Assert.Equal(CommitLoss.OtherHistory, Assert.IsType<CommitsLost>(Read(new CommitStamp(1, 9))).Reason);
    }

    [Fact]
    public void A_page_that_the_asker_holds_is_not_sent_again_until_a_commit_changes_its_series()
    {
        Store(Page(Btc15, 0, 5), WriteLane.Sync);
        var page = Assert.IsType<CandlesRead>(Newest(null));
        var held = new PageVersion(page.DatabaseId, page.SeriesVersion);

        Assert.Equal(new PageUnchanged(Btc15, held), Newest(held));
        Store(Page(Eth15, 0, 5), WriteLane.Sync, Eth15);
        Assert.IsType<PageUnchanged>(Newest(held));
        Store(Page(Btc15, 5, 1), WriteLane.Sync);
        Assert.Equal(6, Assert.IsType<CandlesRead>(Newest(held)).Candles.Length);
        Assert.IsType<CandlesRead>(Newest(held with { DatabaseId = "another" }));

        IReadReply Newest(PageVersion? version) => _reader.Answer(new ReadPage(Btc15, 100, version, TimeSpan.MaxValue), Deadline.Never);
    }

    [Fact]
    public void A_file_of_the_version_before_the_log_is_migrated_and_counts_from_one()
    {
        Store(Page(Btc15, 0, 5), WriteLane.Sync);
        _writer.Dispose();
        using (var foreign = _database.Foreign())
        {
            foreign.Execute("DROP TABLE mark_prices; DROP TABLE funding_rates; DROP TABLE funding_complete; ALTER TABLE series DROP COLUMN kept_from; DROP TABLE added_series; DROP TABLE lock_waits; DROP TABLE budgets; DROP TABLE budget_uses; DROP TABLE revisions; DROP TABLE commits");
            foreign.Execute("DELETE FROM meta WHERE key = 'writer_epoch'");
            foreign.Execute("PRAGMA user_version = 5");
        }

        _database.Prepare();
        _writer = Open();

        Assert.Equal(new CommitStamp(1, 1), Store(Page(Btc15, 5, 5), WriteLane.Sync)!.Stamp);
    }

    private static TraderKey Trader => new("NO_ML", Btc15.Instrument, "{\"a\":1}");

    private SqliteWriteStore Open() => new(_database.OpenWriter(), _database.Settings);

    private CandlesCommitted? Store(ImmutableArray<Candle> candles, WriteLane lane, SeriesKey? series = null) => _writer.Store(Write(series ?? Btc15, candles, lane)).Committed;

    private TraderStepCommitted? Step()
    {
        var signal = new Signal(Time(Btc15, 0), TradeDirection.Short, "setup", 0.1 + 0.2, 101.5, null, 99, new Channel(1, 2, 3, 4));
        return _writer.Record(new RecordTraderStep(
            WriteId.New(), Trader, 0, null, new CandleOutcome(Time(Btc15, 0), new Channel(1, 2, 3, 4), signal, [], [], Account.Start(1_000.1)), TimeSpan.MaxValue)).Step;
    }

    private IReadReply Read(CommitStamp after, int limit = ReadCommits.MostCommits) => _reader.Answer(new ReadCommits(after, limit, TimeSpan.MaxValue), Deadline.Never);
}
