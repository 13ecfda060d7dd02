using CryptoFlow.Collectors;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>How an exchange reacts to clients that exceed its limits.</summary>
public sealed class LimitTests(RunningCollection running) : IClassFixture<RunningCollection>, IAsyncLifetime
{
    private readonly CollectorScene _scene = running.Scene;

    public static TheoryData<FaultKind> Limits =>
        [FaultKind.TooManyRequests, FaultKind.TooManyVisits, FaultKind.Banned, FaultKind.AccessTooFrequent];

    public Task InitializeAsync() => running.WellAsync();

    public Task DisposeAsync()
    {
        _scene.Market.Faults.Clear();
        return Task.CompletedTask;
    }

    [Theory, MemberData(nameof(Limits))]
    public Task A_limit_pauses_the_exchange_for_as_long_as_it_says_and_then_it_goes_on(FaultKind kind) =>
        Task.WhenAll(ExchangeNames.All.Select(async exchange =>
        {
            // Bitget reports an exceeded limit only by 429. A 403 of Bitget is a block.
            if (exchange == Exchange.Bitget && kind is FaultKind.Banned or FaultKind.AccessTooFrequent)
                return;
            var paused = await PausedAsync(exchange, kind);
            Assert.Equal(CollectorPhase.Waiting, paused.Phase);
            Assert.Contains("HTTP", paused.Detail, StringComparison.Ordinal);

            var recovered = await running.SyncedAgainAsync(exchange);
            Assert.True(recovered.LastSyncAt >= paused.PausedUntil, $"synced at {recovered.LastSyncAt}, paused until {paused.PausedUntil}");
            Assert.Null(recovered.Detail);
            Assert.Equal(paused.RefusedByExchange, recovered.RefusedByExchange);
        }));

    /// <summary>
    /// Lets the exchange refuse the next sync, and returns the state during the pause. If the pause was over before the test saw it, the exchange refuses again, with a
    /// longer pause.
    /// </summary>
    private async Task<CollectorState> PausedAsync(Exchange exchange, FaultKind kind)
    {
        for (var seconds = 2; ; seconds *= 2)
        {
            var before = await _scene.Host.CollectorAsync(exchange, RunningCollection.IsWell);
            _scene.Market.Faults.Add(new Fault { Kind = kind, Venue = ExchangeTruth.VenueOf(exchange), Endpoint = ExchangeTruth.NewestCandlesOf(exchange), RetryAfterSeconds = seconds });
            var refused = await _scene.Host.CollectorAsync(exchange, c => c.RefusedByExchange > before.RefusedByExchange && (c.PausedUntil is not null || RunningCollection.IsWell(c)));
            Assert.Equal(before.RefusedByExchange + 1, refused.RefusedByExchange);
            if (refused.PausedUntil is not null)
                return refused;
            Assert.True(seconds < 60, $"A pause of {seconds} s was never seen.");
        }
    }

    [Fact]
    public async Task While_an_exchange_is_paused_nothing_at_all_is_sent_to_it_and_the_others_go_on()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [Exchange.Binance, Exchange.Bybit],
            HistoryDays = 2,
            Settings = [("Collector:PollIntervalSeconds", "1")],
        });
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.Banned, Venue = Simulator.Venue.Binance, RetryAfterSeconds = 3600 });
        var paused = await scene.Host.CollectorAsync(Exchange.Binance, c => c.PausedUntil is not null);
        Assert.InRange(paused.PausedUntil!.Value - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 3_500_000, 3_602_000);
        var asked = scene.Requests(Exchange.Binance);

        var other = await scene.Host.CollectorAsync(Exchange.Bybit, _ => true);
        await scene.Host.CollectorAsync(Exchange.Bybit, c => c.LastSyncAt > other.LastSyncAt + 2_000);

        Assert.Equal(asked, scene.Requests(Exchange.Binance));
    }
}
