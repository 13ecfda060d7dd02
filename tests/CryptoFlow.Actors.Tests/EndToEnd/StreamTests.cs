using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Exchanges;
using CryptoFlow.Monitoring;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.EndToEnd;

/// <summary>The exchanges' WebSocket streams through the whole system, beside polling.</summary>
public class StreamTests
{
    /// <summary>To the end of the forming candle and a little more.</summary>
    private const long ToTheClose = 8 * 60_000;

    /// <summary>Polls so seldom that within a test only the streams bring candles.</summary>
    private static SceneOptions Seldom => new()
    {
        Exchanges = [.. ExchangeNames.All],
        Symbols = ["BTCUSDT", "ETHUSDT"],
        Streams = true,
        Settings = [("Collector:PollIntervalSeconds", "3600")],
    };

    private static Task<CollectorState> LiveAsync(CollectorScene scene, Exchange exchange) => scene.Host.CollectorAsync(
        exchange, c => c.Streams is { Phase: StreamPhase.Live } s && s.LiveSeries == s.Series);

    private static FormingBoard Board(CollectorScene scene) => scene.Host.Services.GetRequiredService<FormingBoard>();

    [Fact]
    public async Task A_candle_is_stored_and_published_when_its_stream_closes_it_and_not_only_at_the_next_poll()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom);
        foreach (var exchange in ExchangeNames.All)
            await LiveAsync(scene, exchange);
        using var inbox = Inbox.Create(scene.Host.System);
        scene.Host.Commits.Subscribe(inbox.Receiver, CommitKinds.Candles);
        var polls = ExchangeNames.All.Sum(e => scene.Requests(e));
        var closing = Interval.M15.Floor(scene.Market.Clock.NowMs);
        scene.Market.Clock.Advance(ToTheClose);

        var published = new Dictionary<SeriesKey, CandlesCommitted>();
        while (published.Count < 6)
        {
            var committed = Assert.IsType<CandlesCommitted>(await inbox.ReceiveAsync(CollectorHost.AnswersWithin));
            published.Add(committed.Series, committed);
        }

        Assert.All(published.Values, committed =>
        {
            Assert.Equal(WriteLane.Sync, committed.Lane);
            Assert.Equal(ExchangeTruth.Candles(scene.Market, committed.Series, new TimeRange(closing, long.MaxValue)), committed.Changed);
        });
        Assert.Empty(scene.Differences());
        Assert.Equal(polls, ExchangeNames.All.Sum(e => scene.Requests(e)));
    }

    [Fact]
    public async Task The_forming_candle_is_shown_and_never_stored()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom);
        var open = Interval.M15.Floor(scene.Market.Clock.NowMs);
        foreach (var series in scene.Plan.Series)
        {
            var forming = await Poll.UntilAsync(() => Board(scene).Find(series), f => f is not null);
            Assert.Equal(open, forming!.Candle.OpenTime);
        }

        scene.Market.Clock.Advance(60_000);
        await Poll.UntilAsync(() => Board(scene).All.Count(f => f.Value.ExchangeTime > open + 450_000), shown => shown == 6);
        using (var file = scene.OpenFile())
            Assert.Equal(0, file.Scalar<long>($"SELECT count(*) FROM candles_15 WHERE time >= {open}"));

        scene.Market.Clock.Advance(ToTheClose);
        await scene.EqualAsync();
        await Poll.UntilAsync(() => Board(scene).All.Count(f => f.Value.Candle.OpenTime == open + 900_000), shown => shown == 6);
    }

    [Fact]
    public async Task Without_a_stream_address_of_its_own_an_exchange_with_another_host_has_no_stream()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom with { Streams = false, Exchanges = [Exchange.Binance] });
        Assert.Null((await scene.Host.CollectorAsync(Exchange.Binance, c => c.LastSyncAt is not null)).Streams);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_opened_degrades_the_health_and_polling_brings_the_candles()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom with
        {
            Exchanges = [Exchange.Bybit],
            Settings = [("Collector:PollIntervalSeconds", "1"), ("Exchanges:bybit:StreamUrl", "ws://127.0.0.1:1")],
        });
        var state = await scene.Host.CollectorAsync(Exchange.Bybit, c => c.Streams is { Phase: StreamPhase.Dead });
        scene.Market.Clock.Advance(ToTheClose);
        await scene.EqualAsync();

        Assert.Equal((0, 1, 0), (state.Streams!.Connections, state.Streams.Wanted, state.Streams.LiveSeries));
        Assert.Contains("no connection", state.Streams.Detail);
        Assert.All(HealthRules.Evaluate(await HealthLaterAsync(scene), new HealthContext(null, null, TimeSpan.FromSeconds(60))), f => Assert.NotEqual(HealthStatus.Unhealthy, f.Status));
    }

    [Theory]
    [InlineData(Exchange.Binance, "Invalid request: too many parameters")]
    [InlineData(Exchange.Bybit, "error:handler not found,topic:kline.15.ETHUSDT")]
    [InlineData(Exchange.Bitget, "instType:USDT-FUTURES,channel:candle15m,instId:ETHUSDT doesn't exist")]
    public async Task A_refused_series_is_polled_at_once_named_in_the_exchanges_words_and_asked_for_again_on_the_same_connection(Exchange exchange, string words)
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom with
        {
            Exchanges = [exchange],
            StreamTimes = new StreamTimes { FirstPause = TimeSpan.FromMilliseconds(50), FirstRefusedPause = TimeSpan.FromMilliseconds(100), LongestRefusedPause = TimeSpan.FromMilliseconds(200) },
            Settings = [("Collector:PollIntervalSeconds", "3600"), ("Collector:SweepHours", "0")],
        });
        await LiveAsync(scene, exchange);
        var (venue, eth) = (ExchangeTruth.VenueOf(exchange), scene.Plan.Series.Single(s => s.Symbol == "ETHUSDT"));
        await Poll.UntilAsync(() => Board(scene).Find(eth), f => f is not null);
        var polls = scene.Requests(exchange);
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.StreamSubscriptionRefused, Venue = venue, Symbol = "ETHUSDT", Count = null });
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.StreamCut, Venue = venue });
        scene.Market.Clock.Advance(1_000);

        var refused = (await scene.Host.CollectorAsync(exchange, c => c.Streams is { Refused.Count: 1, LiveSeries: 1 })).Streams!;
        Assert.Equal((StreamPhase.Live, eth, words), (refused.Phase, refused.Refused.Single().Key, refused.Refused.Single().Value));
        Assert.Null(Board(scene).Find(eth));
        Assert.Contains($"{exchange} refuses a stream of ETHUSDT: {words}. Polling brings its candles.", (await scene.Host.HealthAsync()).Reasons);

        // One sync because of the new connection, and one because of the refusal.
        await Poll.UntilAsync(() => scene.Requests(exchange), now => now == polls + 4);

        var opened = scene.Market.Streams(venue).Opened;
        scene.Market.Faults.Clear();
        await LiveAsync(scene, exchange);
        Assert.Equal(opened, scene.Market.Streams(venue).Opened);
        Assert.Empty((await scene.Host.CollectorAsync(exchange, c => c.Streams is { LiveSeries: 2 })).Streams!.Refused);
    }

    [Fact]
    public async Task An_operators_pause_closes_the_streams_until_it_ends()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Seldom with { Exchanges = [Exchange.Bitget] });
        await LiveAsync(scene, Exchange.Bitget);
        await scene.Host.Collectors.Ask<CollectorProtocol.CollectorPaused>(
            new CollectorProtocol.PauseCollector(Exchange.Bitget, CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);
        await scene.Host.CollectorAsync(Exchange.Bitget, c => c.Streams is { Phase: StreamPhase.Off, Connections: 0 });
        Assert.Empty(Board(scene).All);

        await scene.Host.Collectors.Ask<CollectorProtocol.CollectorResumed>(
            new CollectorProtocol.ResumeCollector(Exchange.Bitget, CollectorHost.AnswersWithin), CollectorHost.AnswersWithin);
        await LiveAsync(scene, Exchange.Bitget);
    }

    private static async Task<SystemHealth> HealthLaterAsync(CollectorScene scene)
    {
        var health = await scene.Host.HealthAsync();
        return health with { At = health.At + 60_000 };
    }
}
