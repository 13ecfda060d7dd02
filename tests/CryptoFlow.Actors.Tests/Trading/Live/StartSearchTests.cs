using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>A trader without a record reads the stored candles and the gap ledger to find its first candle.</summary>
public sealed class StartSearchTests : StorageTest
{
    private const long Quarter = 900_000;
    private const int Days = 2;

    private static readonly SeriesKey Series = TestCandles.Btc15;
    private static readonly CollectedSeries Collected = new(ImmutableDictionary<SeriesKey, int>.Empty.Add(Series, Days));

    private readonly IActorRef _writer;
    private readonly IActorRef _readers;

    /// <summary>The open time at which the collected history begins, ms UTC.</summary>
    private readonly long _history;

    /// <summary>The open time of the newest closed candle, ms UTC.</summary>
    private readonly long _newest;

    public StartSearchTests()
    {
        Time.SetUtcNow(new DateTimeOffset(2026, 1, 10, 12, 5, 0, TimeSpan.Zero));
        _writer = StartWriter();
        _readers = StartRouter(_writer, Monitor);
        AwaitTrue(() => SettledOpen(_writer));
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        _history = Collected.HistoryAt(Series, now)!.Value.From;
        _newest = Series.Interval.Floor(now) - Quarter;
    }

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    public async Task Now_begins_with_the_newest_stored_candle_when_the_clock_or_a_sync_confirms_it(int behind, bool isSynced, bool begins)
    {
        var newest = _newest - (behind * Quarter);
        Store(new TimeRange(_history, newest + Quarter));

        var (time, waiting) = await DecideAsync(new TradingStart.Now(), Collected, isSynced);

        Assert.Equal(begins ? newest : null, time);
        Assert.Equal(begins, waiting is null);
    }

    [Fact]
    public async Task Now_begins_with_the_newest_stored_candle_of_a_series_that_is_not_collected()
    {
        Store(new TimeRange(_history, _history + (10 * Quarter)));
        Assert.Equal(_history + (9 * Quarter), (await DecideAsync(new TradingStart.Now(), CollectedSeries.None)).Time);
    }

    [Fact]
    public async Task History_waits_for_candles_that_no_search_has_found_missing_yet()
    {
        Store(new TimeRange(_newest - (20 * Quarter), _newest + Quarter));
        Assert.Equal($"The history of {Series} is not complete yet.", (await DecideAsync(new TradingStart.History(), Collected)).Waiting);
    }

    [Fact]
    public async Task History_waits_for_a_hole_until_the_exchange_is_known_not_to_have_its_candles()
    {
        var hole = new TimeRange(_history + (5 * Quarter), _history + (7 * Quarter));
        Store(new TimeRange(_history, hole.From));
        Store(new TimeRange(hole.To, _newest + Quarter));
        Record(hole, confirmed: false);
        Assert.Null((await DecideAsync(new TradingStart.History(), Collected)).Time);

        Record(hole, confirmed: true);

        Assert.Equal(Interval.D1.Ceiling(_history), (await DecideAsync(new TradingStart.History(), Collected)).Time);
    }

    [Fact]
    public async Task The_history_of_a_young_contract_is_complete_when_the_exchange_is_known_to_have_no_older_candles()
    {
        var first = _history + (50 * Quarter);
        Store(new TimeRange(first, _newest + Quarter));
        Record(new TimeRange(_history, first), confirmed: true);
        Assert.Equal(first, (await DecideAsync(new TradingStart.At(_history), Collected)).Time);
    }

    [Fact]
    public async Task History_of_a_series_that_is_not_collected_waits_only_for_holes_on_record()
    {
        Store(new TimeRange(_history, _history + (200 * Quarter)));
        Store(new TimeRange(_history + (210 * Quarter), _newest));
        Assert.NotNull((await DecideAsync(new TradingStart.History(), CollectedSeries.None)).Time);

        Record(new TimeRange(_history + (200 * Quarter), _history + (210 * Quarter)), confirmed: false);

        Assert.Null((await DecideAsync(new TradingStart.History(), CollectedSeries.None)).Time);
    }

    /// <summary>Without the list of added series the trader would begin at the newest stored candle, and trade over holes that are still being filled.</summary>
    [Fact]
    public async Task An_added_series_counts_as_collected_as_soon_as_it_is_in_the_file()
    {
        Store(new TimeRange(_newest - (20 * Quarter), _newest + Quarter));
        var collected = CollectedSeries.None with { Exchanges = Collected.HistoryDays.ToImmutableDictionary(s => s.Key.Exchange, s => s.Value) };
        Assert.NotNull((await DecideAsync(new TradingStart.History(), collected)).Time);

        AskFor<AddedSeriesChanged>(_writer, new ChangeAddedSeries(WriteId.New(), [Series], [], TimeSpan.MaxValue));

        Assert.Equal($"The history of {Series} is not complete yet.", (await DecideAsync(new TradingStart.History(), collected)).Waiting);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task After_a_sync_the_history_ends_at_the_exchanges_time(int days)
    {
        Store(new TimeRange(_history, _newest + Quarter));
        var otherClock = new FakeTimeProvider(Time.GetUtcNow().AddDays(days));

        var (time, waiting) = await DecideAsync(new TradingStart.History(), Collected, isSynced: true, otherClock);

        Assert.Null(waiting);
        Assert.Equal(Interval.D1.Ceiling(_history), time);
    }

    private async Task<(long? Time, string? Waiting)> DecideAsync(TradingStart start, CollectedSeries collected, bool isSynced = false, TimeProvider? clock = null)
    {
        var setup = new TraderSetup(
            new TraderKey("NO_ML", Series.Instrument, "{}"),
            () => new ChannelBounceStrategy(new ChannelBounceOptions()),
            new MoneyRules(),
            start,
            collected,
            _writer,
            _readers,
            NoCommits.Instance,
            new TraderBoard(),
            clock ?? Time,
            NullLogger.Instance);
        var candles = new StoredCandles(setup);
        await candles.ReadCollectedAsync(CancellationToken.None);
        return await new StartSearch(setup, candles).DecideAsync(isSynced, CancellationToken.None);
    }

    private void Store(TimeRange range)
    {
        ImmutableArray<Candle> candles = [.. Times(range).Select(time => new Candle(time, 10, 11, 9, 10, 1, 0, 0, 0, 0))];
        AskFor<CandlesWritten>(_writer, new WriteCandles(WriteId.New(), WriteLane.Sync, ChangeSource.Sync, RunId.New(), Series, candles, TimeSpan.MaxValue));
    }

    private void Record(TimeRange range, bool confirmed)
    {
        var findings = new GapFindings(range, [range], confirmed ? [range] : [], Repairing: false, At: 1, new GapPolicy(ConfirmAfterAsks: 1, TimeSpan.FromSeconds(1)));
        AskFor<GapsRecorded>(_writer, new RecordGaps(WriteId.New(), RunId.New(), Pass: 1, Series, findings, new SeriesStats(Series, 0, null, null, -1), TimeSpan.MaxValue));
    }

    private static IEnumerable<long> Times(TimeRange range)
    {
        for (var time = range.From; time < range.To; time += Quarter)
            yield return time;
    }
}
