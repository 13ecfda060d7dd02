using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using Xunit.Abstractions;

namespace CryptoFlow.EndToEnd;

/// <summary>
/// Each fault that the simulator knows of a stream, on each exchange, through the whole system: the file equals the exchange in the end, polling takes over, and the
/// stream takes back.
/// </summary>
public sealed class StreamFaultTests(ITestOutputHelper output)
{
    private const long Minute = 60_000;

    /// <summary>All of them are faults of streams, and each happens several times.</summary>
    private static readonly FaultKind[] Kinds = [.. Enum.GetValues<FaultKind>().Where(k => k >= FaultKind.StreamUnavailable)];

    private static readonly SceneOptions Streaming = new()
    {
        Symbols = ["BTCUSDT", "ETHUSDT"],
        Timeframes = ["1m"],
        HistoryDays = 1,
        Streams = true,
        StreamTimes = new StreamTimes
        {
            FirstPause = TimeSpan.FromMilliseconds(20),
            LongestPause = TimeSpan.FromMilliseconds(200),
            Stable = TimeSpan.FromMilliseconds(200),
            Look = TimeSpan.FromMilliseconds(50),
            Report = TimeSpan.FromMilliseconds(100),
        },
        Settings = [("Collector:PollIntervalSeconds", "1")],
    };

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task After_each_fault_the_file_equals_the_exchange_and_the_stream_brings_candles_again(Exchange exchange)
    {
        var venue = ExchangeTruth.VenueOf(exchange);
        await using var scene = await CollectorScene.StartFilledAsync(Streaming with { Exchanges = [exchange] });
        await LiveAsync(scene, exchange);
        foreach (var kind in Kinds)
        {
            scene.Market.Faults.Add(new Fault { Kind = kind, Venue = venue, Count = kind is FaultKind.StreamSilence ? null : 6, DelayMs = 300 });

            // A fault of a new connection needs one.
            if (kind is FaultKind.StreamUnavailable or FaultKind.StreamCutAtOnce or FaultKind.StreamSubscriptionRefused)
                scene.Market.Faults.Add(new Fault { Kind = FaultKind.StreamCut, Venue = venue });
            for (var step = 0; step < 6; step++)
            {
                scene.Market.Clock.Advance(Minute / 2);
                await scene.EqualAsync();
            }

            output.WriteLine($"{exchange} {kind}: {Faults(scene, exchange, kind)} faults, {(await scene.Host.CollectorAsync(exchange, _ => true)).Streams}");
            scene.Market.Faults.Clear();
            await ClosesAgainAsync(scene, exchange);
        }

        // The exchange pings on its own time, or is pinged every 20 s of real time: this fault does not come within the test.
        Assert.All(Kinds.Where(k => k != FaultKind.StreamPingUnanswered), kind => Assert.True(Faults(scene, exchange, kind) > 0, $"{kind} never happened."));
        Assert.Empty(scene.Differences());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Under_random_faults_the_file_ends_up_the_same_with_streams_and_without(int seed)
    {
        var random = new Random(seed);
        await using var with = await CollectorScene.StartFilledAsync(Streaming with { Exchanges = [.. ExchangeNames.All] });
        await using var without = await with.StartBesideAsync(Streaming with { Exchanges = [.. ExchangeNames.All], Streams = false });
        for (var step = 0; step < 25; step++)
        {
            var fault = new Fault
            {
                Kind = Kinds[random.Next(Kinds.Length)],
                Venue = ExchangeTruth.VenueOf(ExchangeNames.All[random.Next(3)]),
                Count = random.Next(1, 8),
                Probability = 0.3 + (0.7 * random.NextDouble()),
                DelayMs = random.Next(1, 400),
            };
            output.WriteLine($"seed {seed}, step {step}: {fault.Venue} {fault.Kind} x {fault.Count}");
            with.Market.Faults.Add(fault);
            with.Market.Clock.Advance(random.Next(1, 130) * 1_000);
            if (random.Next(3) == 0)
                await with.EqualAsync();
        }

        with.Market.Faults.Clear();
        with.Market.Clock.Advance(2 * Minute);
        await with.EqualAsync();
        await without.EqualAsync();
        foreach (var series in with.Plan.Series)
            Assert.Equal(Rows(without, series), Rows(with, series));
        var closed = (await with.Host.HealthAsync()).Collectors.Sum(c => c.Streams!.Closed);
        output.WriteLine($"{closed} candles came by a stream.");
        Assert.True(closed > 0);
    }

    private static List<Candle> Rows(CollectorScene scene, SeriesKey series)
    {
        using var file = scene.OpenFile();
        return StoredRows.Candles(file, series.Interval.Minutes, series.Instrument.StorageKey, "");
    }

    private static long Faults(CollectorScene scene, Exchange exchange, FaultKind kind) =>
        scene.Market.Streams(ExchangeTruth.VenueOf(exchange)).Faults.GetValueOrDefault(kind);

    private static Task<CollectorState> LiveAsync(CollectorScene scene, Exchange exchange) =>
        scene.Host.CollectorAsync(exchange, c => c.Streams is { Phase: StreamPhase.Live } s && s.LiveSeries == s.Series);

    /// <summary>Lets candles close until a stream has brought one: whether the stream or a poll is first is a race.</summary>
    private static async Task ClosesAgainAsync(CollectorScene scene, Exchange exchange)
    {
        var before = (await LiveAsync(scene, exchange)).Streams!.Closed;
        await Poll.UntilAsync(
            async () =>
            {
                scene.Market.Clock.Advance(Minute);
                await scene.EqualAsync();
                return (await LiveAsync(scene, exchange)).Streams!.Closed;
            },
            closed => closed > before);
    }
}
