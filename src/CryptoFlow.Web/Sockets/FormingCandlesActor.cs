using Akka.Actor;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Sends the forming candles to the clients' actors that watch them: at most four times a second for each series, and only if the values have changed. The actor
/// polls <see cref="IFormingCandles"/>, which holds only the newest values, so no queue grows however fast an exchange sends. Without a watcher no timer runs.
/// </summary>
internal sealed class FormingCandlesActor : ReceiveActor, IWithTimers
{
    /// <summary>Time between two messages of a series.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly IFormingCandles _candles;
    private readonly Dictionary<SeriesKey, Watched> _watched = [];

    public FormingCandlesActor(IFormingCandles candles)
    {
        _candles = candles;
        Receive<HubProtocol.WatchForming>(watch => OnWatch(watch.Series, Sender));
        Receive<HubProtocol.LeaveForming>(leave => Remove(leave.Series, Sender));
        Receive<Terminated>(OnTerminated);
        Receive<LookDue>(_ => Look());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <remarks>After a restart the new instance gets the watchers as messages, so no client loses its subscription.</remarks>
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var (series, watched) in _watched)
        {
            foreach (var client in watched.Clients)
                Self.Tell(new HubProtocol.WatchForming(series), client);
        }

        base.PreRestart(reason, message);
    }

    private void OnWatch(SeriesKey series, IActorRef client)
    {
        if (!_watched.TryGetValue(series, out var watched))
            _watched[series] = watched = new Watched();
        watched.Clients.Add(client);
        Context.Watch(client);
        if (!Timers.IsTimerActive(nameof(LookDue)))
            Timers.StartPeriodicTimer(nameof(LookDue), LookDue.Instance, Every);

        // A new watcher gets the current values at once, not only after their next change.
        if (watched.Last is { } last && _candles.Find(series) == last)
            client.Tell(FrameOf(series, last));
    }

    private void Look()
    {
        foreach (var (series, watched) in _watched)
        {
            if (_candles.Find(series) is not { } forming || ReferenceEquals(forming, watched.Last))
                continue;
            watched.Last = forming;
            var frame = FrameOf(series, forming);
            foreach (var client in watched.Clients)
                client.Tell(frame);
        }
    }

    private void OnTerminated(Terminated terminated)
    {
        foreach (var series in _watched.Keys.ToList())
            Remove(series, terminated.ActorRef);
    }

    private void Remove(SeriesKey series, IActorRef client)
    {
        if (_watched.TryGetValue(series, out var watched) && watched.Clients.Remove(client) && watched.Clients.Count == 0)
            _watched.Remove(series);
        if (_watched.Count == 0)
            Timers.Cancel(nameof(LookDue));
    }

    private static HubProtocol.FormingFrame FrameOf(SeriesKey series, FormingCandle forming) =>
        new(series, new CandleFrame(forming.Candle.OpenTime, SocketMessages.Forming(series, forming)));

    private sealed class Watched
    {
        public HashSet<IActorRef> Clients { get; } = [];

        public FormingCandle? Last { get; set; }
    }

    private sealed record LookDue
    {
        public static readonly LookDue Instance = new();
    }
}
