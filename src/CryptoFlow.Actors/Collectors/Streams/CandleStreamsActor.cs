using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Logging;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Collectors.Streams.CandleStreamsProtocol;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// The streams of one exchange, a child of its collector. Stores each candle that a stream closes, at once and in the sync lane, and reports which streams are
/// live. The collector still polls, so only the delay of a candle depends on the streams.
/// </summary>
internal sealed partial class CandleStreamsActor : ReceiveActor, IWithTimers
{
    /// <summary>Closed candles that may be on their way to the writer at the same time. At the end of an interval all series close together.</summary>
    private const int StoresInFlight = 8;

    /// <summary>The first message of a stream may bring a candle that has closed long before. A longer delay than this is not the delay of the stream.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2);

    /// <summary>Pause after a defect.</summary>
    private static readonly TimeSpan AfterDefect = TimeSpan.FromMinutes(1);

    private readonly IActorRef _collector;
    private readonly CollectorContext _context;
    private readonly StreamSetup _setup;
    private readonly StreamProtocol _protocol;
    private readonly IMaterializer _materializer;
    private readonly WriterClient _writer;
    private readonly RepeatedWarning _losses;
    private readonly RepeatedWarning _refusals;
    private readonly StreamJudge _judge = new();
    private ImmutableArray<SeriesKey> _series = [];
    private StreamRun? _run;
    private string? _defect;
    private StreamState _state;
    private long _closed;
    private long _lostBefore;
    private long _messagesBefore;
    private DroppedMessages _droppedBefore;
    private long _lostSeen;
    private ImmutableDictionary<SeriesKey, string> _refusedSeen = ImmutableDictionary<SeriesKey, string>.Empty;

    /// <param name="collector">Receives the reports.</param>
    /// <param name="context">The collaborators; with a <see cref="StreamSetup"/>.</param>
    public CandleStreamsActor(IActorRef collector, CollectorContext context)
    {
        (_collector, _context) = (collector, context);
        _setup = context.Streams ?? throw new ArgumentException("The collector has no streams.", nameof(context));
        _protocol = StreamProtocol.Of(context.Exchange);
        _materializer = Context.Materializer();
        _writer = new WriterClient(context.Writer, context.Time, RetryPolicy.UntilStored(context.Seed));
        _losses = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _refusals = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _state = StreamState.Off(context.Now);

        Receive<Follow>(OnFollow);
        Receive<RestAnswered>(OnRest);
        Receive<ConnectionsChanged>(OnConnections);
        Receive<ClosedStored>(OnStored);
        Receive<StreamsEnded>(OnEnded);
        Receive<LookDue>(_ => Look());
        Receive<StartDue>(_ => Start());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="CandleStreamsActor(IActorRef, CollectorContext)"/>
    public static Props Props(IActorRef collector, CollectorContext context) => Akka.Actor.Props.Create(() => new CandleStreamsActor(collector, context));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(LookDue), LookDue.Instance, _setup.Times.Report);

    protected override void PostStop()
    {
        Stop();
        (_materializer as IDisposable)?.Dispose();
    }

    private void OnFollow(Follow follow)
    {
        if (_series.ToHashSet().SetEquals(follow.Series))
            return;
        _series = follow.Series;
        Stop();
        Start();
    }

    private void Start()
    {
        Timers.Cancel(nameof(StartDue));
        _defect = null;
        if (_run is not null || _series.IsEmpty)
        {
            Look();
            return;
        }

        var (self, id) = (Self, RunId.New());
        var hub = new StreamHub(_series, _setup.Board, _context.Time, connected => self.Tell(new ConnectionsChanged(id, connected)));
        var setup = new StreamLinkSetup(new Uri(_setup.Url, _protocol.Path), _protocol, _setup.ConnectAsync, _setup.Times, _context.Seed, _context.Time);
        ImmutableArray<StreamLink> links =
        [
            .. _series.Chunk(_protocol.Limits.SeriesPerConnection).Select((part, i) => new StreamLink(_protocol.TopicsOf([.. part]), setup, hub, i)),
        ];
        _run = new StreamRun(id, hub, links, new CancellationTokenSource());
        _lostSeen = 0;
        var stop = _run.Cancellation.Token;
        CandleStreams.Source(hub, links, stop)
            .SelectAsyncUnordered(StoresInFlight, closed => StoreAsync(id, closed, stop))
            .RunForeach(self.Tell, _materializer)
            .PipeTo(self, success: () => new StreamsEnded(id, null), failure: e => new StreamsEnded(id, e));
        Look();
    }

    private void Stop()
    {
        if (_run is not { } run)
            return;
        var figures = run.Hub.Figures();
        (_lostBefore, _messagesBefore) = (_lostBefore + figures.Lost, _messagesBefore + figures.Messages);
        _droppedBefore += figures.Dropped;
        run.Cancellation.Cancel();
        _run = null;
    }

    private async Task<ClosedStored> StoreAsync(RunId run, ClosedByStream closed, CancellationToken stop)
    {
        try
        {
            var stored = await _writer.SendAsync(
                remaining => new WriterProtocol.WriteCandles(WriteId.New(), WriteLane.Sync, ChangeSource.Sync, run, closed.Series, [closed.Candle], remaining)
                {
                    OnlyIfAdded = !_context.Plan.Names(closed.Series),
                },
                stop).ConfigureAwait(false);
            return new ClosedStored(run, closed, stored.IsAnswered ? null : stored.Refusal.Detail, _context.Time.GetElapsedTime(closed.ArrivedAt));
        }
        catch (OperationCanceledException)
        {
            return new ClosedStored(run, closed, "stopped", default);
        }
    }

    private void OnStored(ClosedStored stored)
    {
        if (stored.Refusal is not null)
            return;
        _closed++;
        if (stored.Candle.SentAfter <= LongestDelay)
            _setup.OnStored(_context.Exchange, stored.Candle.SentAfter + stored.StoredAfter);
    }

    private void OnRest(RestAnswered answered)
    {
        _judge.OnRest(answered.Series, answered.NewestClosed);
        _run?.Hub.OnRest(answered.Series, answered.NewestClosed, answered.ClockOffset);
    }

    private void OnConnections(ConnectionsChanged changed)
    {
        if (_run is not { } run || run.Id != changed.Run)
            return;
        if (!changed.Connected.IsEmpty)
        {
            _judge.OnConnected(changed.Connected);
            _context.Logger.StreamConnected(_context.Exchange, changed.Connected.Length);
            _collector.Tell(SyncWanted.Instance);
        }
        else if (run.Hub.Figures() is var figures && figures.Lost > _lostSeen)
        {
            _lostSeen = figures.Lost;
            if (_losses.ShouldLog(out var suppressed))
                _context.Logger.StreamLost(_context.Exchange, figures.LastLoss ?? "", suppressed);
        }

        Look();
    }

    private void OnEnded(StreamsEnded ended)
    {
        if (_run is not { } run || run.Id != ended.Run)
            return;
        if (ended.Failure is { } defect)
        {
            _defect = $"a defect ended the streams, which start again within a minute: {defect.Message}";
            _context.Logger.CollectorDefect(defect, _context.Exchange);
        }

        Stop();
        Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, AfterDefect);
        Look();
    }

    /// <summary>Judges the streams, and reports their state if it has changed.</summary>
    private void Look()
    {
        var figures = _run?.Hub.Figures();
        if (_run is { } run)
        {
            LeaveToPolling(figures!.Refused);
            AskSilent(run, figures);
        }

        var state = StateOf(figures);
        if (state.Phase != _state.Phase)
            _context.Logger.StreamPhaseChanged(_context.Exchange, state.Phase, state.Detail ?? $"{state.LiveSeries} of {state.Series} series deliver");
        if (state == _state)
            return;
        _state = state;
        _collector.Tell(new StreamsReported(state));
    }

    /// <summary>
    /// Only polling brings the candles of a refused series, until the exchange accepts the subscription. A sync is asked for at once, because candles may have
    /// closed before the refusal came.
    /// </summary>
    private void LeaveToPolling(ImmutableDictionary<SeriesKey, string> refused)
    {
        var isNew = false;
        foreach (var (series, words) in refused.Where(r => !_refusedSeen.ContainsKey(r.Key)))
        {
            isNew = true;
            if (_refusals.ShouldLog(out var suppressed))
                _context.Logger.StreamRefused(_context.Exchange, series, words, suppressed);
        }

        _refusedSeen = refused;
        if (isNew)
            _collector.Tell(SyncWanted.Instance);
    }

    /// <summary>
    /// A connection whose series are all silent is opened again; single silent series are subscribed again. Refused series are left out, because the connection
    /// subscribes them again by itself.
    /// </summary>
    private void AskSilent(StreamRun run, StreamFigures figures)
    {
        ImmutableArray<SeriesKey> silent = [.. _judge.Silent(figures.NewestShown).Where(s => !figures.Refused.ContainsKey(s))];
        if (silent.IsEmpty)
            return;
        _judge.OnConnected(silent);
        foreach (var series in silent)
            run.Hub.OnSilent(series);
        foreach (var link in run.Links)
        {
            var own = link.Topics.Series.Intersect(silent).ToList();
            if (own.Count == 0)
                continue;
            if (own.Count == link.Topics.Series.Count(s => !figures.Refused.ContainsKey(s)))
                link.Reconnect("no candle came for a whole interval");
            else
                link.SubscribeAgain(own);
        }
    }

    /// <summary>The connections of one set of series.</summary>
    private sealed record StreamRun(RunId Id, StreamHub Hub, ImmutableArray<StreamLink> Links, CancellationTokenSource Cancellation);
}
