using CryptoFlow.Collectors.Streams;
using CryptoFlow.Simulator;
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
        Exchanges = [.. ExchangeNames.All],
        Symbols = ["BTCUSDT", "ETHUSDT"],
        Timeframes = ["1m"],
        HistoryDays = 1,
        Streams = true,
        StreamTimes = new StreamTimes
        {
            FirstPause = TimeSpan.FromMilliseconds(20),
            LongestPause = TimeSpan.FromMilliseconds(200),
            FirstRefusedPause = TimeSpan.FromMilliseconds(50),
            LongestRefusedPause = TimeSpan.FromMilliseconds(200),
            Stable = TimeSpan.FromMilliseconds(200),
            Look = TimeSpan.FromMilliseconds(50),
            Report = TimeSpan.FromMilliseconds(100),
        },
        Settings = [("Collector:PollIntervalSeconds", "1")],
    };

    [Fact]
    public async Task After_each_fault_the_file_equals_the_exchanges_and_the_streams_bring_candles_again()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Streaming);
        await ClosesAgainAsync(scene);
        foreach (var kind in Kinds)
        {
            foreach (var venue in Venues)
            {
                scene.Market.Faults.Add(new Fault { Kind = kind, Venue = venue, Count = kind is FaultKind.StreamSilence ? null : 6, DelayMs = 300 });

                // A fault of a new connection needs one.
                if (kind is FaultKind.StreamUnavailable or FaultKind.StreamCutAtOnce or FaultKind.StreamSubscriptionRefused)
                    scene.Market.Faults.Add(new Fault { Kind = FaultKind.StreamCut, Venue = venue });
            }

            for (var step = 0; step < 3; step++)
                Advance(scene, 50);
            await scene.EqualAsync();

            // The program pings at its own pace, in real time, so that an unanswered ping does not come within the test.
            foreach (var venue in Venues.Where(_ => kind != FaultKind.StreamPingUnanswered))
                Assert.True(scene.Market.Streams(venue).Faults.GetValueOrDefault(kind) > 0, $"{venue}: {kind} never happened.");
            scene.Market.Faults.Clear();
            await ClosesAgainAsync(scene);
            output.WriteLine($"{kind}: {string.Join("; ", (await scene.Host.HealthAsync()).Collectors.Select(c => $"{c.Exchange} {c.Streams!.Closed} closed, {c.Streams.Reconnects} reconnects, {c.Streams.Dropped}"))}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Under_random_faults_the_file_ends_up_the_same_with_streams_and_without(int seed)
    {
        var random = new Random(seed);
        await using var with = await CollectorScene.StartFilledAsync(Streaming);
        await using var without = await with.StartBesideAsync(Streaming with { Streams = false });
        for (var step = 0; step < 25; step++)
        {
            var fault = new Fault
            {
                Kind = Kinds[random.Next(Kinds.Length)],
                Venue = Venues[random.Next(Venues.Length)],
                Count = random.Next(1, 8),
                Probability = 0.3 + (0.7 * random.NextDouble()),
                DelayMs = random.Next(1, 400),
            };
            output.WriteLine($"seed {seed}, step {step}: {fault.Venue} {fault.Kind} x {fault.Count}");
            with.Market.Faults.Add(fault);
            Advance(with, random.Next(1, 130));
            if (random.Next(4) == 0)
                await with.EqualAsync();
        }

        with.Market.Faults.Clear();
        Advance(with, 120);
        await with.EqualAsync();
        await without.EqualAsync();
        foreach (var series in with.Plan.Series)
        {
            // The system that was started later begins with a later candle.
            var (ours, theirs) = (Rows(with, series), Rows(without, series));
            Assert.Equal(theirs, ours.Where(c => c.OpenTime >= theirs[0].OpenTime));
        }

        var closed = (await with.Host.HealthAsync()).Collectors.Sum(c => c.Streams!.Closed);
        output.WriteLine($"{closed} candles came by a stream.");
        Assert.True(closed > 0);
    }

    private static Venue[] Venues => [.. ExchangeNames.All.Select(ExchangeTruth.VenueOf)];

    /// <summary>Lets the market go on, but not to the first seconds of a minute: there the candle has closed, and REST does not count it as closed yet.</summary>
    private static void Advance(CollectorScene scene, int seconds)
    {
        var clock = scene.Market.Clock;
        clock.Advance(seconds * 1_000);
        if (clock.NowMs % Minute < 5_000)
            clock.Advance(5_000);
    }

    private static List<Candle> Rows(CollectorScene scene, SeriesKey series)
    {
        using var file = scene.OpenFile();
        return StoredRows.Candles(file, series.Interval.Minutes, series.Instrument.StorageKey, "");
    }

    private static async Task<StreamState[]> StreamsAsync(CollectorScene scene) =>
        [.. (await scene.Host.HealthAsync()).Collectors.Select(c => c.Streams).OfType<StreamState>()];

    /// <summary>Lets candles close until each exchange's stream has brought one: whether the stream or a poll is first is a race.</summary>
    private static async Task ClosesAgainAsync(CollectorScene scene)
    {
        long[]? before = null;
        await Poll.UntilAsync(
            async () =>
            {
                Advance(scene, 60);
                await scene.EqualAsync();
                var streams = await StreamsAsync(scene);
                before ??= [.. streams.Select(s => s.Closed)];
                return streams.Length == 3 && before.Length == 3 && streams.Zip(before).All(s => s.First.Phase == StreamPhase.Live && s.First.Closed > s.Second);
            },
            isLive => isLive);
    }
}
