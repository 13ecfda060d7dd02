using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Exchanges;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorManagerActor;
using static CryptoFlow.Collectors.CollectorProtocol;

namespace CryptoFlow.EndToEnd;

/// <summary>Backfill runs that a user starts, that a user cancels, and that a restart interrupts.</summary>
public sealed class RunTests
{
    /// <summary>A run of about two seconds, at Bitget's 20 requests a second. While the exchange is slow, it takes four times as long.</summary>
    private static readonly SceneOptions Long = new() { Exchanges = [Exchange.Bitget], HistoryDays = 90, Periodic = false };

    private static readonly TimeSpan RequestTimeout = new ClientSetup(null!, null!, null!, null!).RequestTimeout;

    [Fact]
    public async Task One_run_at_a_time_a_cancelled_one_keeps_what_it_has_stored_and_the_next_one_completes()
    {
        await using var scene = await StartSlowAsync(Long);
        var run = RunId.New();
        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run));
        await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);

        var second = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));
        Assert.Equal(BackfillRefusal.AlreadyRunning, second.Reason);
        var other = await scene.Host.Collectors.Ask<object>(new CancelBackfill(RunId.New(), CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);
        Assert.Equal(BackfillRefusal.NotRunning, Assert.IsType<BackfillRefused>(other).Reason);
        Assert.Equal(new BackfillCancelled(run), await scene.Host.Collectors.Ask<object>(new CancelBackfill(run, CollectorHost.AnswersWithin), CollectorHost.AnswersWithin));
        scene.Market.Faults.Clear();
        var cancelled = Assert.Single(await scene.FilledAsync());

        Assert.Equal((run, BackfillPhase.Cancelled), (cancelled.Id, cancelled.Phase));
        using var file = scene.OpenFile();
        var stored = file.Scalar<long>("SELECT count(*) FROM candles_15");
        Assert.InRange(stored, cancelled.Series.Sum(s => s.CandlesStored) + 900, 8_000);

        Assert.Equal(BackfillPhase.Completed, (await scene.Host.BackfillAsync(Exchange.Bitget)).Phase);
        Assert.True(file.Scalar<long>("SELECT count(*) FROM candles_15") > stored);
        Assert.Empty(scene.Differences());
    }

    [Fact]
    public async Task A_run_that_is_asked_for_twice_starts_once()
    {
        await using var scene = await StartSlowAsync(Long);
        var run = RunId.New();
        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run));
        await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);

        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run));

        scene.Market.Faults.Clear();
        var completed = Assert.Single(await scene.FilledAsync());
        Assert.Equal((run, BackfillPhase.Completed), (completed.Id, completed.Phase));
        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run));
        Assert.Equal(completed, Assert.Single(await scene.FilledAsync()));
    }

    [Fact]
    public async Task A_request_whose_time_was_over_at_its_arrival_starts_nothing()
    {
        await using var scene = await CollectorScene.StartAsync(Long);

        var late = await scene.Host.Collectors.Ask<object>(new StartBackfill(RunId.New(), BackfillScope.All, TimeSpan.FromTicks(-1)), CollectorHost.AnswersWithin);

        Assert.Equal(BackfillRefusal.NotAnswering, Assert.IsType<BackfillRefused>(late).Reason);
        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(RunId.New()));
    }

    [Fact]
    public async Task A_search_of_our_own_gives_way_to_a_users_run_and_goes_on_after_it()
    {
        await using var scene = await StartSlowAsync(Long with { Periodic = true });
        var search = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);
        var run = RunId.New();

        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run, BackfillScope.All with { Days = 1 }));
        var second = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));

        Assert.Equal(BackfillRefusal.AlreadyRunning, second.Reason);
        scene.Market.Faults.Clear();
        var ended = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill is { HasEnded: true });
        Assert.Equal((run, BackfillPhase.Completed), (ended.Backfill!.Id, ended.Backfill.Phase));
        Assert.NotEmpty(scene.Differences());
        var resumed = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill is { HasEnded: true } next && next.Id != run);
        Assert.NotEqual(search.Backfill!.Id, resumed.Backfill!.Id);
        Assert.Equal(BackfillPhase.Completed, resumed.Backfill.Phase);
        Assert.Empty(scene.Differences());
    }

    /// <summary>More candles close at once than a sync reads, as after a suspended machine. The run has planned its requests before.</summary>
    [Fact]
    public async Task Candles_that_a_sync_passed_over_while_a_run_was_under_way_are_searched_at_the_end_of_the_run()
    {
        await using var scene = await StartSlowAsync(Long with { Periodic = true, Settings = [("Collector:PollIntervalSeconds", "1")] });
        var before = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);

        scene.Market.Clock.Advance(1_100 * Interval.M15.Milliseconds);
        var newest = Interval.M15.Floor(scene.Market.Clock.NowMs) - Interval.M15.Milliseconds;
        await Testing.Poll.UntilAsync(() => NewestStored(scene), time => time == newest);
        var during = await scene.Host.CollectorAsync(Exchange.Bitget, _ => true);
        Assert.Equal((before.Backfill!.Id, false), (during.Backfill!.Id, during.Backfill.HasEnded));

        scene.Market.Faults.Clear();
        await scene.EqualAsync();
    }

    [Fact]
    public async Task A_collector_that_dies_in_the_middle_of_a_run_is_restarted_and_resumes_by_searching()
    {
        await using var scene = await StartSlowAsync(Long with { Periodic = true });
        var lost = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);

        Collector(scene, Exchange.Bitget).Tell(Kill.Instance);

        scene.Market.Faults.Clear();
        var resumed = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill is { } run && run.Id != lost.Backfill!.Id && run.HasEnded);
        Assert.Equal(BackfillPhase.Completed, resumed.Backfill!.Phase);
        Assert.Empty(scene.Differences());
    }

    [Fact]
    public async Task A_late_answer_to_an_ended_run_is_counted_and_ignored()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { HistoryDays = 2, Settings = [("Collector:PollIntervalSeconds", "3600")] });
        var before = await scene.Host.CollectorAsync(Exchange.Binance, c => c is { Backfill.HasEnded: true, HasReadAdded: true });
        var series = new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
        var outcome = new PageOutcome(new PageTask(series, new TimeRange(0, Interval.M15.Milliseconds)), default, 1_000, null, [], null);

        Collector(scene, Exchange.Binance).Tell(new RunEvent.PageDone(before.Backfill!.Id, outcome));
        Collector(scene, Exchange.Binance).Tell(new RunEvent.Ended(RunId.New(), new RunEnd(Cancelled: true, null, null)));

        var after = await scene.Host.CollectorAsync(Exchange.Binance, c => c.StaleCompletions >= before.StaleCompletions + 2);

        // The sweep, the funding rates and the clock report on their own.
        Assert.Equal(
            before with
            {
                StaleCompletions = before.StaleCompletions + 2,
                BudgetUsed = after.BudgetUsed,
                Sweep = after.Sweep,
                Funding = after.Funding,
                ExchangeTimeOffsetMs = after.ExchangeTimeOffsetMs,
            },
            after);
    }

    [Fact]
    public async Task Collectors_stop_at_once_while_requests_hang()
    {
        await using var scene = await StartSlowAsync(Long with { Periodic = true });
        await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Backfill?.Series.Sum(s => s.RequestsDone) > 3);
        scene.Market.Faults.Clear();
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.Timeout, Venue = Venue.Bitget, Count = null });
        await Testing.Poll.UntilAsync(() => scene.Market.Requests(Venue.Bitget).Values.Sum(r => r.Faulted), hanging => hanging > 0);

        // The manager answers in time even if its collectors have not stopped. A collector that waited for its requests would wait for their timeout.
        await scene.Host.Collectors.Ask<CollectorsStopped>(StopCollectors.Instance, CollectorHost.AnswersWithin);
        var stopped = await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Phase == CollectorPhase.Stopped, RequestTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal(BackfillPhase.Cancelled, stopped.Backfill!.Phase);
        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));
        Assert.Equal(BackfillRefusal.NotCollecting, refused.Reason);
    }

    /// <summary>Starts a scene whose exchange answers requests for pages slowly, so that a run is under way for longer than a test needs to ask something about it.</summary>
    private static async Task<CollectorScene> StartSlowAsync(SceneOptions options)
    {
        var scene = await CollectorScene.CreateAsync(options);
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.SlowBody, Venue = Venue.Bitget, Endpoint = "/api/v2/mix/market/history-candles", DelayMs = 1_500, Count = null });
        await scene.StartHostAsync();
        return scene;
    }

    private static long NewestStored(CollectorScene scene)
    {
        using var file = scene.OpenFile(readOnly: true);
        return file.Scalar<long>("SELECT coalesce(max(time), 0) FROM candles_15");
    }

    private static ActorSelection Collector(CollectorScene scene, Exchange exchange) =>
        scene.Host.System.ActorSelection($"/user/collectors/{exchange.ToWireName()}");
}
