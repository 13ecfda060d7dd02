using Akka.Actor;
using Akka.Streams;
using CryptoFlow.Collectors.Funding;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Collectors.Sweep;
using CryptoFlow.Exchanges;
using CryptoFlow.Logging;
using CryptoFlow.Retries;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// Collects all series of one exchange, side by side. It syncs at every poll interval. It searches for missing candles and backfills them at
/// the start, when a sync sees a hole, when a missing range is due again, and at every scan interval.
/// <list type="bullet">
/// <item>Only the actor changes its state. Runs are streams outside the mailbox; they send messages with the run's id. Messages of a run that
/// has ended are counted and ignored.</item>
/// <item>Progress between runs is recorded only in the database. After a restart the collector resumes by searching.</item>
/// <item>Failures of the exchange are values, and the collector tries again later. An exception is a defect: it is logged and ends only its own run.</item>
/// </list>
/// Partial classes: this file has the life cycle, <c>.Symbols</c> what can be collected, <c>.Added</c> the series of users, <c>.Sync</c> and <c>.Backfill</c> the
/// two kinds of run, <c>.Sweep</c> the child that compares, <c>.Streams</c> the child with the WebSockets, <c>.Funding</c> the child that collects funding rates,
/// <c>.Pause</c> an operator's pause, <c>.Budget</c> the request budget and its leases, <c>.HandOver</c> the hand-over to another process.
/// </summary>
internal sealed partial class ExchangeCollectorActor : ReceiveActor, IWithTimers
{
    /// <summary>The longest delay of a report after a message, so that progress is visible during a run.</summary>
    private static readonly TimeSpan ReportWithin = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between two reports while no message arrives. Then only the free part of the request budget changes, or a pause ends.</summary>
    private static readonly TimeSpan ReportAtRestEvery = TimeSpan.FromSeconds(1);

    /// <summary>Smaller changes of the clock offset are not reported, ms, because two clocks that are read one after the other always differ a little.</summary>
    private const long LeastReportedOffset = 20;

    /// <summary>A user's run waits for this number of tries for the exchange's first answer. Then it fails.</summary>
    private const int AttemptsBeforeARunFails = 4;

    private readonly IActorRef _reports;
    private readonly CollectorContext _context;
    private readonly IMaterializer _materializer;
    private readonly RepeatedWarning _warnings;
    private readonly RepeatedWarning _rejections;
    private readonly RepeatedWarning _budgetWarnings;
    private readonly Dictionary<SeriesKey, long> _newestStored = [];
    private CollectorPhase _phase = CollectorPhase.Starting;
    private string? _detail;
    private long? _offset; // the exchange's clock minus Uptime
    private long? _reportedOffset;
    private long _requests;
    private long _failures;
    private long _rejectedRows;
    private long _stale;
    private CollectorState? _reported;
    private bool _reportsSoon;
    private IActorRef? _stopAskedBy;

    /// <param name="reports">Receives each <see cref="CollectorProtocol.CollectorReported"/>.</param>
    /// <param name="context">The settings and collaborators.</param>
    public ExchangeCollectorActor(IActorRef reports, CollectorContext context)
    {
        _reports = reports;
        _context = context;
        _startBackoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), context.Seed);
        _materializer = Context.Materializer();
        _warnings = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _rejections = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));
        _budgetWarnings = new RepeatedWarning(context.Time, TimeSpan.FromSeconds(30));

        Receive<StartDue>(_ => AskForInstruments());
        Receive<InstrumentsArrived>(OnInstruments);
        Receive<SyncDue>(_ => StartSync());
        Receive<SyncPageDone>(OnSyncPage);
        Receive<SyncEnded>(OnSyncEnded);
        Receive<SearchDue>(_ => OnSearchDue());
        Receive<StartRun>(OnStartRun);
        Receive<CancelRun>(OnCancelRun);
        Receive<PauseRequests>(OnPause);
        Receive<ResumeRequests>(OnResume);
        Receive<CheckSeries>(OnCheckSeries);
        Receive<TakeAddedSeries>(OnTakeAddedSeries);
        Receive<ReadAddedDue>(_ => ReadAdded(RetryPolicy.BackgroundRead(_context.Seed), default, ActorRefs.Nobody));
        Receive<AddedSeriesArrived>(OnAddedSeries);
        Receive<TakeBudgetDue>(_ => TakeBudget());
        Receive<BudgetTaken>(OnBudgetTaken);
        Receive<LeaseDue>(_ => Lease());
        Receive<LeaseAnswered>(OnLeaseAnswered);
        Receive<RunEvent.Planned>(OnPlanned);
        Receive<RunEvent.Extended>(OnExtended);
        Receive<RunEvent.PageDone>(OnPageDone);
        Receive<RunEvent.Ended>(OnEnded);
        Receive<SweepProtocol.SweepBegun>(m => _sweepState = m.State);
        Receive<SweepProtocol.PageSwept>(OnPageSwept);
        Receive<CandleStreamsProtocol.StreamsReported>(m => _streamState = m.State);
        Receive<FundingProtocol.FundingReported>(m => _fundingState = m.State);
        Receive<CandleStreamsProtocol.SyncWanted>(_ => OnSyncWanted());
        Receive<ReportDue>(_ => OnReportDue());
        Receive<StopCollecting>(_ => OnStop(Sender));
        Receive<HandOver>(_ => OnHandOver());
        Receive<RunsTakeTooLong>(_ => StoreBudget());
        Receive<BudgetStored>(OnBudgetStored);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool Stopping => _stopAskedBy is not null;

    /// <summary>The exchange's clock, ms UTC. Before the first answer of the exchange it is the system's clock.</summary>
    private long ExchangeNow => _offset is { } offset ? _context.Uptime + offset : _context.Now;

    /// <inheritdoc cref="ExchangeCollectorActor(IActorRef, CollectorContext)"/>
    public static Props Props(IActorRef reports, CollectorContext context) => Akka.Actor.Props.Create(() => new ExchangeCollectorActor(reports, context));

    /// <remarks>Also called after a restart. The collector then takes the budget as if from another process, so its own lease counts as used.</remarks>
    protected override void PreStart()
    {
        StartSweep();
        StartStreams();
        StartFunding();
        ReportSoon();
        TakeBudget();
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
        CancelInstruments();
        _sync?.Cancellation.Cancel();
        _backfill?.Cancellation.Cancel();
        (_materializer as IDisposable)?.Dispose();
    }

    private void OnStop(IActorRef askedBy)
    {
        _stopAskedBy = askedBy;
        CancelInstruments();
        Timers.CancelAll();
        _sync?.Cancellation.Cancel();
        _backfill?.Cancellation.Cancel();
        StopSweep();
        StopStreams();
        StopFunding();
        AnswerStopWhenIdle();
    }

    private void AnswerStopWhenIdle()
    {
        if (!Stopping || _sync is not null || _backfill is not null)
            return;
        _phase = CollectorPhase.Stopped;
        Report();
        if (_handsOver)
            StoreBudget();
        else
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
                _context.Logger.RowsRejected(outcome.Page.Series, outcome.Rejected.Length, outcome.Rejected[0].ToString());
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

    /// <summary>Sends the state if it has changed.</summary>
    private void Report()
    {
        var offset = _offset is null ? null : ExchangeNow - (long?)_context.Now;
        if (offset is null || _reportedOffset is null || Math.Abs(offset.Value - _reportedOffset.Value) >= LeastReportedOffset)
            _reportedOffset = offset;
        var budget = _context.Client.Budget.Snapshot();
        var tightest = budget.Limits.MaxBy(l => (double)l.Used / l.Limit);
        var state = new CollectorState(
            _context.Exchange,
            PhaseUnder(budget),
            PauseOf(budget) ?? (budget.IsRefused ? budget.PauseReason : null) ?? _detail ?? budget.PauseReason,
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
            budget.PausedUntil?.ToUnixTimeMilliseconds())
        { Sweep = _sweepState, Streams = _streamState, Funding = _fundingState, RefusedSeries = _refusedSeries, Added = _added, HasReadAdded = _readTaken > 0 };
        if (state == _reported)
            return;
        _reported = state;
        _reports.Tell(new CollectorProtocol.CollectorReported(state));
    }
}
