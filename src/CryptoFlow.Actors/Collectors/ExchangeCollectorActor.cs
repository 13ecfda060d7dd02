using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams;
using CryptoFlow.Exchanges;
using CryptoFlow.Logging;
using CryptoFlow.Monitoring;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// Collects all series of one exchange, side by side: a sync every poll interval, a search for holes with a backfill of what is
/// missing at the start, when a sync sees one, when a missing range is due again, and every scan interval.
/// <list type="bullet">
/// <item>State lives on the mailbox only; runs are streams beside it that speak to it in messages with the run's id. What comes of a run
/// that has ended is counted and ignored.</item>
/// <item>Nothing is kept between runs but what the file says: a restart resumes by searching.</item>
/// <item>Failures of the exchange are values and end in a later try; an exception is a defect, logged, and ends that run alone.</item>
/// </list>
/// Partial classes: this one the life cycle, <c>.Sync</c> and <c>.Backfill</c> the two kinds of run.
/// </summary>
internal sealed partial class ExchangeCollectorActor : ReceiveActor, IWithTimers
{
    /// <summary>After a message, so that progress is shown while it is made.</summary>
    private static readonly TimeSpan ReportWithin = TimeSpan.FromMilliseconds(200);

    /// <summary>Without any message only what is left of the request budget changes, and a pause ends.</summary>
    private static readonly TimeSpan ReportAtRestEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ValidateSymbolsEvery = TimeSpan.FromHours(1);

    /// <summary>While a configured symbol does not trade: it may be a short maintenance.</summary>
    private static readonly TimeSpan LookForUnknownSymbolsEvery = TimeSpan.FromMinutes(1);

    /// <summary>Two clocks read one after the other differ by a little each time, ms.</summary>
    private const long OffsetWorthTelling = 20;

    /// <summary>A user's run that waits for the exchange's first answer ends after so many failed tries.</summary>
    private const int AttemptsBeforeARunFails = 4;

    private const string NothingTraded = "None of the configured symbols is traded.";

    private readonly CollectorContext _context;
    private readonly IMaterializer _materializer;
    private readonly RepeatedWarning _warnings;
    private readonly RepeatedWarning _rejections;
    private readonly Backoff _startBackoff;
    private readonly Dictionary<SeriesKey, long> _newestStored = [];
    private RunId _validation = RunId.New();
    private int _startAttempts;
    private bool _validated;
    private ImmutableArray<SeriesKey> _series = [];
    private ImmutableDictionary<string, string> _unknownSymbols = NoSymbols;
    private CollectorPhase _phase = CollectorPhase.Starting;
    private string? _detail;
    private long? _offset; // the exchange's clock less Uptime
    private long? _reportedOffset;
    private long _requests;
    private long _failures;
    private long _rejectedRows;
    private long _stale;
    private CollectorState? _reported;
    private bool _reportsSoon;
    private IActorRef? _stopAskedBy;

    public ExchangeCollectorActor(CollectorContext context)
    {
        _context = context;
        _materializer = Context.Materializer();
        _warnings = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _rejections = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _startBackoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), context.Seed);

        Receive<StartDue>(_ => AskForInstruments());
        Receive<InstrumentsArrived>(OnInstruments);
        Receive<SyncDue>(_ => StartSync());
        Receive<SyncPageDone>(OnSyncPage);
        Receive<SyncEnded>(OnSyncEnded);
        Receive<SearchDue>(_ => OnSearchDue());
        Receive<StartRun>(OnStartRun);
        Receive<CancelRun>(OnCancelRun);
        Receive<RunEvent.Planned>(OnPlanned);
        Receive<RunEvent.Extended>(OnExtended);
        Receive<RunEvent.PageDone>(OnPageDone);
        Receive<RunEvent.Ended>(OnEnded);
        Receive<ReportDue>(_ => OnReportDue());
        Receive<StopCollecting>(_ => OnStop());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool Stopping => _stopAskedBy is not null;

    /// <summary>The exchange's clock, ms UTC; the system's own where no answer has shown it yet.</summary>
    private long ExchangeNow => _offset is { } offset ? _context.Uptime + offset : _context.Now;

    public static Props Props(CollectorContext context) => Akka.Actor.Props.Create(() => new ExchangeCollectorActor(context));

    protected override void PreStart()
    {
        ReportSoon();
        AskForInstruments();
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        var handled = base.AroundReceive(receive, message);
        if (WrappedMessage.Unwrap(message) is not ReportDue)
            ReportSoon();
        return handled;
    }

    protected override void PostStop()
    {
        _sync?.Cancellation.Cancel();
        _backfill?.Cancellation.Cancel();
        (_materializer as IDisposable)?.Dispose();
    }

    /// <summary>Which of the configured symbols trade, by the exchange's own word, and what its clock says.</summary>
    private void AskForInstruments()
    {
        var run = _validation = RunId.New();
        var client = _context.Client;
        AskAsync().PipeTo(Self, failure: defect => new InstrumentsArrived(run, Unforeseen(defect), Unforeseen(defect)));

        async Task<InstrumentsArrived> AskAsync()
        {
            var instruments = await client.GetInstrumentsAsync(CancellationToken.None).ConfigureAwait(false);
            var time = await client.GetTimeAsync(CancellationToken.None).ConfigureAwait(false);
            return new InstrumentsArrived(run, instruments, time);
        }
    }

    /// <summary>A defect must not end the tries: without them the collector would never begin.</summary>
    private static ExchangeError Unforeseen(Exception defect) =>
        new(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"{defect.GetType().Name}: {defect.Message}");

    private void OnInstruments(InstrumentsArrived arrived)
    {
        if (IsStale(arrived.Run, _validation) || Stopping)
            return;
        if ((arrived.Result.Error ?? arrived.Time.Error) is { } error)
        {
            Failed(error);
            if (_series.IsEmpty)
                Wait(error.Message);
            if (++_startAttempts >= AttemptsBeforeARunFails)
                EndWaitingRun(error.Message);
            Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, _startBackoff.Delay(_startAttempts));
            return;
        }

        _startAttempts = 0;
        _offset = arrived.Time.Value!.Milliseconds - _context.Uptime;
        _validated = true;
        var first = _series.IsEmpty;
        Validate(arrived.Result.Value!);
        Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, _unknownSymbols.IsEmpty ? ValidateSymbolsEvery : LookForUnknownSymbolsEvery);
        if (first && !_series.IsEmpty)
        {
            _phase = CollectorPhase.Collecting;
            _detail = null;
            _context.Logger.CollectorStarted(_context.Exchange, _series.Length, string.Join(", ", _series.Select(s => s.Symbol).Distinct()));
            StartSync();
        }
        else if (_series.IsEmpty)
        {
            Wait(NothingTraded);
            EndWaitingRun(NothingTraded);
        }
    }

    private void Validate(InstrumentCatalogue catalogue)
    {
        var unknown = _context.Plan.Symbols
            .Where(s => !catalogue.Trading.Contains(s))
            .ToImmutableDictionary(s => s, s => catalogue.NotTrading.GetValueOrDefault(s, "unknown"));
        foreach (var (symbol, status) in unknown.Where(u => !_unknownSymbols.ContainsKey(u.Key)))
            _context.Logger.SymbolNotTraded(_context.Exchange, symbol, status);
        _unknownSymbols = unknown;
        _series = [.. _context.Plan.Series.Where(s => !unknown.ContainsKey(s.Symbol))];
    }

    private void OnStop()
    {
        _stopAskedBy = Sender;
        _validation = RunId.New();
        Timers.CancelAll();
        _sync?.Cancellation.Cancel();
        _backfill?.Cancellation.Cancel();
        AnswerStopWhenIdle();
    }

    private void AnswerStopWhenIdle()
    {
        if (!Stopping || _sync is not null || _backfill is not null)
            return;
        _phase = CollectorPhase.Stopped;
        Report();
        _stopAskedBy!.Tell(CollectingStopped.Instance);
    }

    private bool IsStale(RunId run, RunId? current)
    {
        if (run == current)
            return false;
        _stale++;
        return true;
    }

    private void Count(PageOutcome outcome)
    {
        _requests++;
        _offset = outcome.ClockOffset ?? _offset;
        if (!outcome.Rejected.IsEmpty)
        {
            _rejectedRows += outcome.Rejected.Length;
            if (_rejections.ShouldLog(out _))
                _context.Logger.RowsRejected(outcome.Page.Series, outcome.Rejected.Length, outcome.Rejected[0]);
        }

        if (outcome.Error is { } error)
            Failed(error);
    }

    private void Failed(ExchangeError error)
    {
        _failures++;
        if (_warnings.ShouldLog(out var suppressed))
            _context.Logger.ExchangeFailing(_context.Exchange, error.Message, suppressed);
    }

    private void Wait(string detail)
    {
        _phase = CollectorPhase.Waiting;
        _detail = detail;
    }

    private void Answering()
    {
        if (_phase != CollectorPhase.Waiting)
            return;
        _phase = CollectorPhase.Collecting;
        _detail = null;
        _context.Logger.ExchangeRecovered(_context.Exchange);
    }

    private void OnReportDue()
    {
        _reportsSoon = false;
        Report();
        Timers.StartSingleTimer(nameof(ReportDue), ReportDue.Instance, ReportAtRestEvery);
    }

    private void ReportSoon()
    {
        if (_reportsSoon || Stopping)
            return;
        _reportsSoon = true;
        Timers.StartSingleTimer(nameof(ReportDue), ReportDue.Instance, ReportWithin);
    }

    /// <summary>Tells manager and monitor, where there is something new.</summary>
    private void Report()
    {
        var offset = _offset is null ? null : ExchangeNow - (long?)_context.Now;
        if (offset is null || _reportedOffset is null || Math.Abs(offset.Value - _reportedOffset.Value) >= OffsetWorthTelling)
            _reportedOffset = offset;
        var budget = _context.Client.Budget.Snapshot();
        var tightest = budget.Limits.MaxBy(l => (double)l.Used / l.Limit);
        var state = new CollectorState(
            _context.Exchange,
            _phase,
            _detail ?? budget.PauseReason,
            _reportedOffset,
            _unknownSymbols,
            BackfillSnapshot(),
            _lastSyncAt,
            _requests,
            budget.RefusedByExchange,
            _failures,
            _rejectedRows,
            _stale,
            tightest?.Used ?? 0,
            tightest?.Limit ?? 0,
            budget.PausedUntil?.ToUnixTimeMilliseconds());
        if (state == _reported)
            return;
        _reported = state;
        Context.Parent.Tell(new StateChanged(state));
        _context.Monitor.Tell(new MonitorProtocol.CollectorReported(state));
    }
}
