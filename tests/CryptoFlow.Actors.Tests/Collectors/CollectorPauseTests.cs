using Akka.Actor;
using CryptoFlow.Monitoring;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>An operator pauses and resumes the requests to one exchange.</summary>
public sealed class CollectorPauseTests
{
    private static readonly TimeSpan Within = HangGuard.Limit;

    [Fact]
    public async Task A_paused_exchange_gets_no_requests_until_the_end_of_the_pause_while_the_others_continue()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [Exchange.Binance, Exchange.Bybit],
            HistoryDays = 2,
            Settings = [("Collector:PollIntervalSeconds", "1")],
        });

        var paused = Assert.IsType<CollectorPaused>(await PauseAsync(scene, Exchange.Binance));
        var state = await scene.Host.CollectorAsync(Exchange.Binance, c => c.Phase == CollectorPhase.Paused);
        Assert.Contains("an operator has paused all requests since", state.Detail, StringComparison.Ordinal);
        var health = await scene.Host.HealthAsync();
        Assert.Contains(state.Detail, health.Reasons);
        Assert.Equal(HealthStatus.Degraded, health.Status);

        // Requests that were in flight at the time of the pause end as usual.
        var other = await scene.Host.CollectorAsync(Exchange.Bybit, c => c.LastSyncAt > paused.Since + 1_000);
        var asked = scene.Requests(Exchange.Binance);
        await scene.Host.CollectorAsync(Exchange.Bybit, c => c.LastSyncAt > other.LastSyncAt + 2_000);
        Assert.Equal(asked, scene.Requests(Exchange.Binance));

        Assert.Equal(paused, await PauseAsync(scene, Exchange.Binance));
        Assert.IsType<CollectorResumed>(await ResumeAsync(scene, Exchange.Binance));
        Assert.IsType<CollectorResumed>(await ResumeAsync(scene, Exchange.Binance));
        var resumedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Null((await scene.Host.CollectorAsync(Exchange.Binance, c => c.LastSyncAt > resumedAt)).Detail);
    }

    [Fact]
    public async Task A_backfill_of_a_paused_exchange_is_refused_and_one_under_way_waits_for_the_end_of_the_pause()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        await PauseAsync(scene, Exchange.Binance);
        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));
        Assert.Equal(BackfillRefusal.Paused, refused.Reason);
        Assert.Contains("ops collector resume binance", refused.Detail, StringComparison.Ordinal);

        await ResumeAsync(scene, Exchange.Binance);
        var run = RunId.New();
        Assert.IsType<BackfillAccepted>(await scene.Host.StartBackfillAsync(run, BackfillScope.All with { Days = 15 }));
        await PauseAsync(scene, Exchange.Binance);
        await ResumeAsync(scene, Exchange.Binance);
        var ended = await scene.Host.CollectorAsync(Exchange.Binance, c => c.Backfill is { HasEnded: true } newest && newest.Id == run);
        Assert.Equal(BackfillPhase.Completed, ended.Backfill!.Phase);
    }

    [Fact]
    public async Task A_paused_collector_stops_as_fast_as_another()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        await PauseAsync(scene, Exchange.Binance);
        Assert.IsType<CollectorManagerActor.CollectorsStopped>(
            await scene.Host.Collectors.Ask<object>(CollectorManagerActor.StopCollectors.Instance, Within));
    }

    [Fact]
    public async Task An_exchange_that_is_not_collected_is_refused_with_the_setting()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        var refused = Assert.IsType<BackfillRefused>(await PauseAsync(scene, Exchange.Bitget));
        Assert.Contains("CryptoFlow:Exchanges:bitget:Enabled", refused.Detail, StringComparison.Ordinal);
    }

    private static Task<object> PauseAsync(CollectorScene scene, Exchange exchange) =>
        scene.Host.Collectors.Ask<object>(new PauseCollector(exchange, Within), Within);

    private static Task<object> ResumeAsync(CollectorScene scene, Exchange exchange) =>
        scene.Host.Collectors.Ask<object>(new ResumeCollector(exchange, Within), Within);
}
