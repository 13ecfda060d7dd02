using System.Text.Json;
using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Tests.Sockets;

/// <summary>
/// The actor of one client behind a real hub. Histories come late, never, or for subscriptions that have ended. In each series, commit number n stores candle number n.
/// So the messages to the client show if a candle is missing, out of order or sent twice.
/// </summary>
public sealed class SubscriptionTests : IAsyncLifetime
{
    private const int Sequences = 200;

    private static readonly SeriesKey Sentinel = Some.Btc with { Interval = Interval.D1 };
    private static readonly SeriesKey[] Series = [Some.Btc, Some.Btc with { Interval = Interval.H1 }, Some.Eth];

    private readonly ActorSystem _actors = ActorSystem.Create("subscriptions");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _actors.Terminate();

    [Theory]
    [InlineData("s0 s1 u1 s1 a a a")] // Unsubscribes while another subscription is opened, then subscribes again.
    [InlineData("s0 u0 s0 a a")] // Unsubscribes while the history is read: the answer to the former subscription is ignored.
    [InlineData("s0 s0 s0 a a a")] // Subscribes three times at once.
    [InlineData("s0 a s0 a")] // Subscribes again after the subscription is live: sends a new history.
    [InlineData("u0 s0 a u0 u0 s0 a")] // Unsubscribes without a subscription: refused, and nothing changes.
    [InlineData("s0 f s0 a")] // Subscribes again after a history that could not be read.
    [InlineData("s0 s1 s2 u0 c0 c1 a a a")] // Two intervals of one contract, and another contract.
    [InlineData("s0 s1 f u1 s1 a a")]
    public async Task The_client_has_what_it_subscribed_to(string steps)
    {
        var world = await World.StartAsync(_actors);
        foreach (var step in steps.Split(' '))
            await world.StepAsync(step);
        await world.FinishAsync(steps);
    }

    [Fact]
    public async Task Whatever_is_sent_in_whatever_order_the_client_has_exactly_what_it_subscribed_to()
    {
        var seed = Environment.TickCount;
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var random = new Random(unchecked(seed + sequence));
            var steps = Enumerable.Range(0, random.Next(5, 40)).Select(_ => AnyStep(random)).ToList();
            var world = await World.StartAsync(_actors);
            foreach (var step in steps)
                await world.StepAsync(step);
            await world.FinishAsync($"seed {seed + sequence}: {string.Join(' ', steps)}");
        }
    }

    [Fact]
    public async Task What_is_committed_while_the_history_is_read_is_pushed_after_it()
    {
        var world = await World.StartAsync(_actors);
        await world.StepAsync("s0");
        await world.ReadHistoryAsync();
        await world.StepAsync("c0");
        await world.StepAsync("c0");
        await world.DeliveredAsync();
        Assert.Empty(world.Received());

        await world.StepAsync("a");
        await world.FinishAsync("s0, history read, c0 c0 a");
        Assert.Equal(
            ["history", "candle", "candle", "history", "candle", "candle"],
            world.Received().Select(m => m.GetProperty("type").GetString()));
    }

    private static string AnyStep(Random random)
    {
        var series = random.Next(Series.Length);
        return random.Next(20) switch
        {
            < 7 => $"s{series}",
            < 10 => $"u{series}",
            < 14 => $"c{series}",
            < 18 => "a",
            < 19 => "l",
            _ => "f",
        };
    }

    private sealed class World(ICommitFeed commits)
    {
        private readonly SocketOutbox _outbox = new(8192);
        private readonly Lock _lock = new();
        private readonly List<(SeriesKey Series, TaskCompletionSource<HistoryRead> Answer)> _asked = [];
        private readonly Dictionary<SeriesKey, HistoryRead.Found> _read = [];
        private readonly Dictionary<SeriesKey, long> _stored = [];
        private readonly Dictionary<SeriesKey, bool> _wanted = [];
        private readonly List<JsonElement> _received = [];
        private IActorRef _hub = ActorRefs.Nobody;
        private IActorRef _client = ActorRefs.Nobody;
        private bool _failedOne;

        public static async Task<World> StartAsync(ActorSystem actors)
        {
            var commits = new LocalCommitFeed(actors);
            var world = new World(commits);
            var counters = new SocketCounters(Options.Create(new CryptoFlowOptions()));
            var settings = new SocketClientSettings(
                world.ReadAsync, new ReadActivity(), new ApiOptions(), counters, TimeProvider.System, NullLogger.Instance, ActorRefs.Nobody);
            world._hub = actors.ActorOf(Props.Create(
                () => new CandleHubActor(commits, (hub, outbox) => Props.Create(() => new SocketClientActor(hub, outbox, settings)))));
            world._client = (await world._hub.Ask<HubProtocol.ClientOpened>(new HubProtocol.OpenClient(world._outbox))).Client;
            _ = world.ReceiveAsync();
            return world;
        }

        /// <summary>s: subscribe, u: unsubscribe, c: commit a candle, each with the number of a series. a: answer the oldest history request, l: the newest, f: fail the oldest.</summary>
        public async Task StepAsync(string step)
        {
            switch (step[0])
            {
                case 's':
                    await SubscribeAsync(Series[step[1] - '0']);
                    break;
                case 'u':
                    _wanted[Series[step[1] - '0']] = false;
                    await SendAsync("unsubscribe", Series[step[1] - '0']);
                    break;
                case 'c':
                    Commit(Series[step[1] - '0']);
                    break;
                case 'a':
                    Answer(0, fails: false);
                    break;
                case 'l':
                    Answer(^1, fails: false);
                    break;
                default:
                    Answer(0, fails: true);
                    break;
            }
        }

        /// <summary>Waits until the history is read. The step that answers later sends what was stored at this moment.</summary>
        public async Task ReadHistoryAsync()
        {
            await Poll.UntilAsync(
                () =>
                {
                    lock (_lock)
                        return _asked.Count;
                },
                asked => asked == 1);
            var series = _asked[0].Series;
            _read[series] = Page(series, _stored.GetValueOrDefault(series));
        }

        /// <summary>Waits until the client's actor has received all commits.</summary>
        public async Task DeliveredAsync()
        {
            await _hub.Ask<ActorIdentity>(new Identify(null));
            await _client.Ask<ActorIdentity>(new Identify(null));
        }

        /// <summary>Answers everything and waits. Subscriptions and messages keep their order, so when the last message has come, all earlier messages have come.</summary>
        public async Task FinishAsync(string steps)
        {
            await SubscribeAsync(Sentinel);
            await Poll.UntilAsync(
                () =>
                {
                    Answer(0, fails: false);
                    return Received().Any(m => IsOf(m, "history", Sentinel));
                },
                there => there);
            foreach (var series in Series)
                Commit(series);
            Commit(Sentinel);
            await Poll.UntilAsync(() => Received().Any(m => IsOf(m, "candle", Sentinel)), there => there);

            Assert.True(_outbox.End is null, $"Closed ({_outbox.End?.Reason}) after {steps}");
            foreach (var series in Series)
                Check(series, steps);
            _outbox.Dispose();
        }

        private void Check(SeriesKey series, string steps)
        {
            long? live = null;
            var refused = false;
            foreach (var message in Received())
            {
                if (IsOf(message, "history", series))
                    (live, refused) = (message.GetProperty("candles")[0].GetProperty("time").GetInt64(), false);
                else if (IsOf(message, "candle", series))
                    live = Next(live, message.GetProperty("candle").GetProperty("time").GetInt64());
                else if (IsOf(message, "unsubscribed", series))
                    (live, refused) = (null, false);
                else if (message.TryGetProperty("error", out var error) && error.GetString()!.Contains($"history of {series} ", StringComparison.Ordinal))
                    (live, refused) = (null, true);
            }

            var wanted = _wanted.GetValueOrDefault(series);
            if (wanted && refused && _failedOne)
                return;
            Assert.True(wanted == live is not null, $"{series}: subscribed is {wanted}, live is {live is not null} after {steps}");
            if (wanted)
                Assert.True(Time(series, _stored[series]) == live, $"{series}: the newest candle is missing after {steps}");

            long Next(long? before, long time)
            {
                Assert.True(before is not null, $"{series}: a candle came without a subscription after {steps}");
                Assert.True(before + series.Interval.Milliseconds == time, $"{series}: {time} follows {before} after {steps}");
                return time;
            }
        }

        private async Task SubscribeAsync(SeriesKey series)
        {
            _wanted[series] = true;
            await SendAsync("subscribe", series);
        }

        private Task<SocketClientActor.ClientHeard> SendAsync(string type, SeriesKey series) => _client.Ask<SocketClientActor.ClientHeard>(new SocketClientActor.ClientSent(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string> { ["type"] = type, ["symbol"] = series.Symbol, ["exchange"] = series.Exchange.ToWireName(), ["tf"] = series.Interval.Name })));

        private void Commit(SeriesKey series)
        {
            var version = _stored[series] = _stored.GetValueOrDefault(series) + 1;
            commits.Publish(new WriterProtocol.CandlesCommitted(series, WriteLane.Sync, [Some.CandleAt(Time(series, version))], version));
        }

        private Task<HistoryRead> ReadAsync(SeriesKey series, CancellationToken ended)
        {
            var answer = new TaskCompletionSource<HistoryRead>(TaskCreationOptions.RunContinuationsAsynchronously);
            ended.Register(() => answer.TrySetResult(HistoryRead.NotRead.Instance));
            lock (_lock)
                _asked.Add((series, answer));
            return answer.Task;
        }

        private void Answer(Index which, bool fails)
        {
            lock (_lock)
            {
                if (_asked.Count == 0)
                    return;
                var (series, answer) = _asked[which];
                _asked.RemoveAt(which.GetOffset(_asked.Count));
                _failedOne |= fails;
                answer.TrySetResult(
                    fails ? HistoryRead.NotRead.Instance
                    : _read.Remove(series, out var read) ? read
                    : Page(series, _stored.GetValueOrDefault(series)));
            }
        }

        private static HistoryRead.Found Page(SeriesKey series, long version)
        {
            var last = Time(series, version);
            var candles = JsonSerializer.SerializeToUtf8Bytes(new[] { new { time = last } });
            return new(
                new CachedPage(new EntityTagHeaderValue("\"x\""), candles, () => HistoryMessage.Write(series, candles)),
                new PageExtent(version, Time(series, 0), last, Closed: false));
        }

        private async Task ReceiveAsync()
        {
            await foreach (var frame in _outbox.ReadAllAsync(CancellationToken.None))
            {
                lock (_received)
                    _received.Add(JsonSerializer.Deserialize<JsonElement>(frame.Utf8.Span));
                frame.Sent?.Invoke();
            }
        }

        public List<JsonElement> Received()
        {
            lock (_received)
                return [.. _received];
        }

        private static bool IsOf(JsonElement message, string type, SeriesKey series) =>
            message.GetProperty("type").GetString() == type
            && message.GetProperty("symbol").GetString()!.EndsWith(series.Symbol, StringComparison.OrdinalIgnoreCase)
            && message.GetProperty("tf").GetInt32() == series.Interval.Minutes;

        private static long Time(SeriesKey series, long version) => series.Interval.Floor(Some.Start) + (version * series.Interval.Milliseconds);
    }
}
