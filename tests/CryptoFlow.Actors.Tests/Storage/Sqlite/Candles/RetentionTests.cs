using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>The contents of a file after the steps of retention: 40 days of 15m and 1h are stored, 10 days of 15m are kept.</summary>
public sealed class RetentionTests : IDisposable
{
    private const int CandlesOfDay = 96;
    private const int DaysStored = 40;
    private const int DaysKept = 10;

    private static readonly RetentionRules Rules = Keeping((Interval.M15, DaysKept));

    /// <summary>The first candle that is kept.</summary>
    private static readonly long Boundary = Time(Btc15, (DaysStored - DaysKept) * CandlesOfDay);

    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Time(Btc15, DaysStored * CandlesOfDay)));
    private readonly ForeignConnection _file;
    private readonly SqliteReadStore _reader;
    private SqliteWriteStore _writer;

    public RetentionTests()
    {
        _writer = Open(Rules);
        foreach (var series in (SeriesKey[])[Btc15, Eth15])
        {
            for (var first = 0; first < DaysStored * CandlesOfDay; first += 960)
                _writer.Put(series, Page(series, first, 960));
        }

        _writer.Put(Btc60, Page(Btc60, 0, DaysStored * 24));
        _file = _database.Foreign();
        _reader = new SqliteReadStore(_database.OpenReader(), TimeProvider.System);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Only_candles_before_the_boundary_of_an_interval_with_a_rule_are_removed_and_the_counts_are_corrected()
    {
        var steps = RemoveAll();

        Assert.All(steps, s => Assert.InRange(s.Removed, 0, MaxRemovedPerMessage));
        Assert.Equal(2 * 30 * CandlesOfDay, steps.Sum(s => s.Removed));
        Assert.Equal(Page(Btc15, 30 * CandlesOfDay, 5).AsEnumerable(), Candles(Btc15, limit: 5, after: 0).Candles);
        Assert.Equal(DaysStored * 24, Stats(Btc60).Rows);
        Assert.Equal((10L * CandlesOfDay, Boundary, Boundary), (Stats(Eth15).Rows, Stats(Eth15).OldestTime, Stats(Eth15).KeptFrom));
        KeptCounts.AssertExact(_file, Interval.M15);
        Assert.Equal("ok", _file.Scalar<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public void When_nothing_is_left_to_remove_a_step_writes_nothing()
    {
        RemoveAll();
        var before = Stats(Btc15);

        var result = Step();

        Assert.Equal((null, 0, false), (Reply(result).Series, Reply(result).Removed, Reply(result).More));
        Assert.Equal((false, null), (result.Wrote, result.Committed));
        Assert.Equal(before, Stats(Btc15));
    }

    /// <summary>
    /// The file is consistent after each step, so a kill between two steps does no harm: another writer continues from the boundaries in the file.
    /// </summary>
    [Fact]
    public void A_run_that_is_cut_off_after_any_step_ends_as_an_undisturbed_run()
    {
        do
        {
            _writer.Dispose();
            _writer = Open(Rules);
            KeptCounts.AssertExact(_file, Interval.M15);
            Assert.Equal(0, _file.Scalar<long>("SELECT count(*) FROM candles_15 AS c JOIN series AS s ON s.symbol = c.symbol AND s.interval = 15 WHERE c.time < s.kept_from"));
        }
        while (Reply(Step()).More);

        Assert.Equal($"{20 * CandlesOfDay}/{Boundary}", _file.Scalar<string>("SELECT concat_ws('/', count(*), min(time)) FROM candles_15"));
    }

    [Fact]
    public void The_caches_are_told_the_removed_range_and_the_new_oldest_candle()
    {
        var step = Step();
        var removed = step.Committed!;
        Assert.Equal([new TimeRange(Time(Btc15, 0), Time(Btc15, MaxRemovedPerMessage))], removed.Deleted.AsEnumerable());
        Assert.Equal((ChangeSource.Retention, Time(Btc15, MaxRemovedPerMessage)), (removed.Source, step.Stats!.OldestTime));
        Assert.Equal((Stats(Btc15).Version, Stats(Btc15).Version), (removed.SeriesVersion, step.Stats.Version));
        Assert.False(_writer.TakeForeignCommit());
    }

    [Fact]
    public void Candles_before_the_boundary_are_not_stored_again_whoever_sends_them()
    {
        RemoveAll();
        var page = Page(Btc15, (30 * CandlesOfDay) - 3, 5, price: 200);
        foreach (var source in Enum.GetValues<ChangeSource>())
        {
            var written = _writer.Put(Btc15, page, source);
            Assert.Equal((0, 3), (written.Inserted, written.NotKept));
        }

        Assert.Equal(0, _writer.Put(Btc15, Page(Btc15, 0, 20), ChangeSource.Import).Inserted);
        Assert.Equal(Boundary, Stats(Btc15).OldestTime);
    }

    [Fact]
    public void No_candle_before_the_boundary_is_missing_and_the_ledger_rows_before_it_are_deleted()
    {
        _writer.Delete(new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [Time(Btc15, 5), Time(Btc15, 31 * CandlesOfDay)], TimeSpan.MaxValue));
        var whole = Range(Btc15, -100, DaysStored * CandlesOfDay);
        RecordMissing(whole);
        Assert.Equal(3, Gaps().Length);

        RemoveAll();
        Assert.Equal<TimeRange>([Range(Btc15, 31 * CandlesOfDay, (31 * CandlesOfDay) + 1)], Gaps());

        var found = (MissingFound)_reader.Answer(new FindMissing(Btc15, whole, TimeSpan.MaxValue));
        Assert.Equal(whole, found.Range);
        Assert.Equal(Gaps().AsEnumerable(), found.Missing);
        RecordMissing(whole);
        Assert.Single(Gaps());
    }

    [Fact]
    public void Comparisons_of_removed_pages_are_deleted()
    {
        foreach (var day in (int[])[0, 29, 30])
        {
            var page = Range(Btc15, day * CandlesOfDay, (day + 1) * CandlesOfDay);
            _writer.Store(Write(Btc15, []) with { Compared = new PageComparison(page, 1) });
        }

        RemoveAll();
        Assert.Equal(Boundary, _file.Scalar<long>("SELECT min(from_time) FROM comparisons"));
    }

    /// <summary>A candle that had a revision would otherwise come back alone, without its neighbours.</summary>
    [Fact]
    public void As_of_restores_nothing_that_retention_has_removed()
    {
        var asOf = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _time.Advance(TimeSpan.FromMinutes(1));
        _writer.Put(Btc15, [.. Page(Btc15, 3, 1, price: 200), .. Page(Btc15, 31 * CandlesOfDay, 1, price: 200)]);
        RemoveAll();

        var page = Candles(Btc15, limit: 5_000, asOf: asOf);
        Assert.Equal(Page(Btc15, 30 * CandlesOfDay, 10 * CandlesOfDay).AsEnumerable(), page.Candles);
        Assert.False(page.HasOlder);
        Assert.Empty(Candles(Btc15, limit: 10, before: Boundary, asOf: asOf).Candles);
    }

    [Fact]
    public void Longer_rules_or_none_move_the_boundary_back_so_that_the_history_can_be_collected_again()
    {
        RemoveAll();
        Reopen(Keeping((Interval.M15, 20)));
        Step();
        Assert.Equal(Time(Btc15, 20 * CandlesOfDay), Stats(Btc15).KeptFrom);
        Assert.Equal(10, _writer.Put(Btc15, Page(Btc15, 25 * CandlesOfDay, 10)).Inserted);

        Reopen(RetentionRules.None);
        Assert.NotNull(Stats(Btc15).KeptFrom);
        Step();
        Assert.Null(Stats(Btc15).KeptFrom);
        Assert.Equal(10, _writer.Put(Btc15, Page(Btc15, 0, 10)).Inserted);
    }

    /// <summary>After a restart a trader replays its candles from the beginning of its account.</summary>
    [Fact]
    public void The_candles_of_a_paper_account_are_kept_from_its_origin()
    {
        var began = Time(Btc15, (20 * CandlesOfDay) + 7);
        _writer.Record(new RecordTraderStep(
            WriteId.New(), new TraderKey("NO_ML", Btc15.Instrument, "{}"), began, null, new CandleOutcome(began, null, null, [], [], Account.Start(10_000)), TimeSpan.MaxValue));

        RemoveAll();

        Assert.Equal((Time(Btc15, 20 * CandlesOfDay), Boundary), (Stats(Btc15).OldestTime, Stats(Eth15).OldestTime));
        Assert.Equal(began, Stats(Btc15).NeededFrom);
    }

    [Fact]
    public async Task The_steps_remove_what_the_plan_says()
    {
        _writer.Delete(new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [Time(Btc15, 5), Time(Btc15, 700)], TimeSpan.MaxValue));
        var listed = (SeriesListed)_reader.Answer(new ListSeries(null, TimeSpan.MaxValue));
        var plan = await RetentionPlan.CountAsync(
            RetentionPlan.Of(Rules, listed.Series, _time.GetUtcNow().ToUnixTimeMilliseconds()),
            find => Task.FromResult((MissingFound?)_reader.Answer(find with { Most = 1 })));

        Assert.Equal([Btc15, Eth15], plan!.Value.Select(p => p.Stats.Series));
        Assert.All(plan.Value, p => Assert.Equal(new TimeRange(Time(Btc15, 0), Boundary), p.Range));
        Assert.Equal(RemoveAll().GroupBy(s => s.Series!).Select(s => (long)s.Sum(r => r.Removed)), plan.Value.Select(p => p.Rows));
        Assert.Equal(93 * plan.Value[0].Rows, plan.Value[0].Bytes);
    }

    private static RetentionRules Keeping(params (Interval Interval, int Days)[] days) => new(days.ToImmutableSortedDictionary(d => d.Interval, d => d.Days));

    private SqliteWriteStore Open(RetentionRules rules) => new(_database.OpenWriter(), _database.Settings with { Retention = rules }, time: _time);

    private void Reopen(RetentionRules rules)
    {
        _writer.Dispose();
        _writer = Open(rules);
    }

    private WriteResult Step() => _writer.Remove(new RemoveOldCandles(WriteId.New(), RunId.New(), TimeSpan.MaxValue));

    private static OldCandlesRemoved Reply(WriteResult result) => Assert.IsType<OldCandlesRemoved>(result.Reply);

    private List<OldCandlesRemoved> RemoveAll()
    {
        var steps = new List<OldCandlesRemoved>();
        do
            steps.Add(Reply(Step()));
        while (steps[^1].More);
        return steps;
    }

    private void RecordMissing(TimeRange whole)
    {
        var found = (MissingFound)_reader.Answer(new FindMissing(Btc15, whole, TimeSpan.MaxValue));
        var recorded = Assert.IsType<GapsRecorded>(_writer.Record(Record(Btc15, new GapFindings(whole, found.Missing, [], false, 0, TestLedger.Policy))).Reply);
        Assert.Equal(whole, recorded.Recorded);
    }

    private ImmutableArray<TimeRange> Gaps() => [.. _file.Query("SELECT from_time, to_time FROM gaps ORDER BY from_time", r => new TimeRange(r.GetInt64(0), r.GetInt64(1)))];

    private SeriesStats Stats(SeriesKey series) =>
        ((SeriesListed)_reader.Answer(new ListSeries(series.Instrument, TimeSpan.MaxValue))).Series.Single(s => s.Series == series);

    private CandlesRead Candles(SeriesKey series, int limit, long? before = null, long? after = null, long? asOf = null) =>
        (CandlesRead)_reader.Answer(new ReadCandles(series, limit, before, after, TimeSpan.MaxValue) { AsOf = asOf });
}
