using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;
using Instrument = CryptoFlow.Market.Instrument;
using Interval = CryptoFlow.Market.Interval;

namespace CryptoFlow.EndToEnd;

/// <summary>Series that users add to a running system and remove from it.</summary>
public sealed class SeriesAtRunTimeTests
{
    private static readonly SeriesKey Btc = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Eth = new(new Instrument(Exchange.Binance, "ETHUSDT"), Interval.M15);

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task An_added_series_gets_its_complete_history_in_the_backfill_lane(Exchange exchange)
    {
        var series = new SeriesKey(new Instrument(exchange, "ETHUSDT"), Interval.H1);
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { Exchanges = [exchange], HistoryDays = 60 });
        using var inbox = Inbox.Create(scene.Host.System);
        scene.Host.Commits.Subscribe(inbox.Receiver, CommitKinds.Candles);

        await AddAsync(scene, series);

        var count = ExchangeTruth.Candles(scene.Market, series, ExchangeTruth.HistoryOf(scene.Plan, series, scene.Market.Clock.NowMs)).Count();
        var newest = 0;
        for (var stored = 0; stored < count;)
        {
            var commit = Assert.IsType<CandlesCommitted>(await inbox.ReceiveAsync(HangGuard.Limit));
            Assert.Equal(series, commit.Series);
            stored += commit.Changed.Length;
            newest += commit.Lane == WriteLane.Sync ? commit.Changed.Length : 0;
            Assert.True(commit.Lane is WriteLane.Sync or WriteLane.Backfill);
        }

        // Only the newest page overtakes others, as for each series at the start of the program.
        Assert.InRange(newest, 1, 1_000);
        Assert.Empty(scene.Differences(series));
        Assert.Empty(scene.Differences());
        var health = await scene.Host.HealthAsync();
        Assert.True(health.Series.Single(s => s.Stats.Series == series).Collected);
    }

    [Fact]
    public async Task A_series_whose_collector_was_never_told_is_collected_after_a_restart()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        await ChangeAsync(scene, added: [Eth]);
        await scene.StopHostAsync();

        await scene.StartHostAsync();

        await scene.EqualAsync(Eth);
    }

    [Fact]
    public async Task A_history_that_a_stop_cut_off_is_completed_after_the_restart()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { HistoryDays = 60 });
        await AddAsync(scene, Eth);
        await scene.StopHostAsync();

        await scene.StartHostAsync();

        await scene.EqualAsync(Eth);
        Assert.Empty(scene.Differences());
    }

    [Fact]
    public async Task A_removed_series_keeps_its_candles_and_is_requested_no_more()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { Settings = [("Collector:PollIntervalSeconds", "1")] });
        await AddAsync(scene, Eth);
        await scene.EqualAsync(Eth);
        var rows = RowsOf(scene, Eth);

        Assert.Equal([Eth], (await ChangeAsync(scene, removed: [Eth])).Removed.AsEnumerable());
        Assert.Empty((await ChangeAsync(scene, removed: [Eth])).Removed);
        await FollowAsync(scene, Exchange.Binance);
        scene.Market.Clock.Advance(Interval.M15.Milliseconds * 4);

        await scene.EqualAsync();
        Assert.Equal(rows, RowsOf(scene, Eth));
        Assert.Empty((await scene.Host.CollectorAsync(Exchange.Binance, _ => true)).Added);
        Assert.False((await scene.Host.HealthAsync()).Series.Single(s => s.Stats.Series == Eth).Collected);
    }

    /// <summary>The collector was not told yet, so its stream goes on: as on another node, or with a candle that is on its way to the writer.</summary>
    [Fact]
    public async Task From_the_removal_on_no_candle_of_the_series_is_stored_until_it_is_added_again()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { Streams = true, Settings = [("Collector:PollIntervalSeconds", "3600")] });
        await AddAsync(scene, Eth);
        await scene.EqualAsync(Eth);
        await scene.Host.CollectorAsync(Exchange.Binance, c => c.Streams is { LiveSeries: 2 });
        var rows = RowsOf(scene, Eth);

        await ChangeAsync(scene, removed: [Eth]);
        scene.Market.Clock.Advance(Interval.M15.Milliseconds);
        await Testing.Poll.UntilAsync(scene.Host.HealthAsync, h => h.Writer.Rejected == 1);
        await scene.EqualAsync();
        Assert.Equal(rows, RowsOf(scene, Eth));

        await FollowAsync(scene, Exchange.Binance);
        await AddAsync(scene, Eth);
        await scene.EqualAsync(Eth);
    }

    [Fact]
    public async Task An_added_symbol_that_is_taken_off_the_list_is_named_by_health_and_keeps_its_candles()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { Settings = [("Collector:PollIntervalSeconds", "1")] });
        await AddAsync(scene, Eth);
        await scene.EqualAsync(Eth);

        scene.Market.ChangeStatus(new StatusChange(Venue.Binance, "ETHUSDT", InstrumentStatus.Closed));

        var health = await Testing.Poll.UntilAsync(scene.Host.HealthAsync, h => h.Reasons.Any(r => r.Contains("does not trade these symbols", StringComparison.Ordinal)), TimeSpan.FromSeconds(30));
        Assert.Contains("ETHUSDT (", health.Reasons.Single(r => r.Contains("does not trade these symbols", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(scene.Differences(Eth));
    }

    [Fact]
    public async Task A_series_of_the_configuration_that_is_added_too_is_collected_once()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        await ChangeAsync(scene, added: [Btc]);
        await FollowAsync(scene, Exchange.Binance);

        Assert.Empty((await scene.Host.CollectorAsync(Exchange.Binance, c => c.Phase == CollectorPhase.Collecting)).Added);
    }

    [Fact]
    public async Task The_plan_of_a_series_counts_what_is_missing_and_changes_nothing()
    {
        await using var scene = await CollectorScene.StartFilledAsync();

        var plan = Assert.IsType<SeriesPlanned>(await PlanAsync(scene, Eth)).Plan;
        var ofStored = Assert.IsType<SeriesPlanned>(await PlanAsync(scene, Btc)).Plan;

        Assert.InRange(plan.Candles, (15 * 96) - 3, 15 * 96);
        Assert.True(plan is { Requests: > 0, Cost: > 0 });
        Assert.Equal((0, 0L), (ofStored.Requests, ofStored.Candles));
        using var file = scene.OpenFile();
        Assert.Equal(0, file.Scalar<long>("SELECT (SELECT count(*) FROM added_series) + (SELECT count(*) FROM gaps WHERE symbol = 'BINANCE:ETHUSDT')"));
    }

    [Theory]
    [InlineData(Exchange.Binance, "-1121")]
    [InlineData(Exchange.Bybit, "10001")]
    [InlineData(Exchange.Bitget, "40034")]
    public async Task A_contract_that_is_not_listed_is_refused_in_the_exchanges_words(Exchange exchange, string code)
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Exchanges = [exchange], Periodic = false });

        var refused = Assert.IsType<BackfillRefused>(await PlanAsync(scene, new SeriesKey(new Instrument(exchange, "NOPEUSDT"), Interval.M15)));

        Assert.Equal(BackfillRefusal.NotListed, refused.Reason);
        Assert.StartsWith($"{exchange} does not list NOPEUSDT: {exchange}: HTTP ", refused.Detail, StringComparison.Ordinal);
        Assert.Contains(code, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_that_does_not_trade_is_refused_with_its_status()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Periodic = false });
        scene.Market.ChangeStatus(new StatusChange(Venue.Binance, "ETHUSDT", InstrumentStatus.Delivering));

        var refused = Assert.IsType<BackfillRefused>(await PlanAsync(scene, Eth));

        Assert.Equal((BackfillRefusal.NotTraded, "Binance does not trade ETHUSDT (\"SETTLING\")."), (refused.Reason, refused.Detail));
    }

    [Fact]
    public async Task An_exchange_that_is_not_collected_is_named_with_its_key()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Periodic = false });

        var refused = Assert.IsType<BackfillRefused>(await PlanAsync(scene, new SeriesKey(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M15)));

        Assert.Equal(BackfillRefusal.NothingInScope, refused.Reason);
        Assert.Contains("CryptoFlow:Exchanges:bybit:Enabled", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backfill_that_is_asked_for_right_after_the_start_finds_an_added_series()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Periodic = false });
        await ChangeAsync(scene, added: [Eth]);
        await scene.StopHostAsync();
        await scene.StartHostAsync();

        var answer = await scene.Host.StartBackfillAsync(RunId.New(), BackfillScope.All with { Symbol = "ETHUSDT" });

        Assert.IsType<BackfillAccepted>(answer);
        await scene.EqualAsync(Eth);
    }

    private static async Task AddAsync(CollectorScene scene, SeriesKey series)
    {
        Assert.Equal([series], (await ChangeAsync(scene, added: [series])).Added.AsEnumerable());
        Assert.Empty((await ChangeAsync(scene, added: [series])).Added);
        await FollowAsync(scene, series.Exchange);
        await FollowAsync(scene, series.Exchange);
    }

    private static Task<AddedSeriesChanged> ChangeAsync(CollectorScene scene, ImmutableArray<SeriesKey>? added = null, ImmutableArray<SeriesKey>? removed = null) =>
        scene.Host.Actor<DbWriterActor>().Ask<AddedSeriesChanged>(
            new ChangeAddedSeries(WriteId.New(), added ?? [], removed ?? [], CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);

    private static Task<SeriesFollowed> FollowAsync(CollectorScene scene, Exchange exchange) =>
        scene.Host.Collectors.Ask<SeriesFollowed>(new FollowSeries(exchange, CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);

    private static Task<object> PlanAsync(CollectorScene scene, SeriesKey series) =>
        scene.Host.Collectors.Ask<object>(new PlanSeries(series.Exchange, [series], CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);

    private static long RowsOf(CollectorScene scene, SeriesKey series)
    {
        using var file = scene.OpenFile();
        return file.Scalar<long>($"SELECT count(*) FROM candles_{series.Interval.Minutes} WHERE symbol = '{series.Instrument.StorageKey}'");
    }
}
