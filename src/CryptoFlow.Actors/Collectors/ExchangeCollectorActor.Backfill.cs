using Akka.Actor;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Backfill: search, plan, fill. One run at a time per exchange.</summary>
internal sealed partial class ExchangeCollectorActor
{
    /// <summary>
    /// Pause after a run that gave up requests, because the exchange or the disk has a problem. The next run finds the candles that are still missing.
    /// </summary>
    private static readonly TimeSpan AfterIncompleteRun = TimeSpan.FromMinutes(1);

    /// <summary>The least pause between two searches, even if a range is due earlier.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The status shows the newest run. A user's run stays visible for this time after its end, so that the user can read the outcome, before a search of the
    /// collector replaces it.
    /// </summary>
    private static readonly TimeSpan OutcomeShownFor = TimeSpan.FromSeconds(3);

    private ActiveBackfill? _backfill;
    private long _nextSearchAt; // by Uptime
    private BackfillRun? _lastBackfill;
    private StartRun? _waitingRun;
    private long? _userRunEndedAt; // by Uptime
    private bool _searchedOnce;
    private bool _searchEnded;

    /// <summary>
    /// Starts a user's run at once, or after the first answer of the exchange. A search of the collector that is under way is cancelled first. It loses nothing,
    /// because a new search continues from the stored candles.
    /// </summary>
    private void OnStartRun(StartRun start)
    {
        if (_handsOver)
        {
            Sender.Tell(new RunRefused(
                start.Request, _context.Exchange, BackfillRefusal.NotAnswering, $"{_context.Exchange} moves to another node; try again."));
        }
        else if (Stopping)
        {
            Sender.Tell(new RunRefused(start.Request, _context.Exchange, BackfillRefusal.NotCollecting, "The system is going down."));
        }
        else if (_backfill?.Id == start.Run || _waitingRun?.Run == start.Run || _lastBackfill?.Id == start.Run)
        {
            // The request was sent twice.
            Sender.Tell(new RunStarted(start.Request, _context.Exchange));
        }
        else if (PauseOf(_context.Client.Budget.Snapshot()) is { } pause)
        {
            // The run would wait until the operator ends the pause. Runs that were under way before the pause continue after it.
            Sender.Tell(new RunRefused(start.Request, _context.Exchange, BackfillRefusal.Paused, pause));
        }
        else if (_backfill is { ByUser: true } || _waitingRun is not null)
        {
            Sender.Tell(new RunRefused(start.Request, _context.Exchange, BackfillRefusal.AlreadyRunning, $"{_context.Exchange} is running a backfill already."));
        }
        else
        {
            if (_validated && !_series.Any(start.Scope.Includes))
            {
                Sender.Tell(new RunRefused(start.Request, _context.Exchange, BackfillRefusal.NotTraded, LeftOutOf(start.Scope) ?? _detail ?? NothingTraded));
                return;
            }

            _waitingRun = start;
            Sender.Tell(new RunStarted(start.Request, _context.Exchange));
            if (_backfill is { } search)
            {
                search.IsCancelledForUser = true;
                search.Cancellation.Cancel();
            }
            else if (_syncedOnce || (_validated && _sync is null))
            {
                StartWaitingRun();
            }
        }
    }

    private void StartWaitingRun()
    {
        if (_waitingRun is not { } waiting || _backfill is not null || Stopping)
            return;
        if (!_series.Any(waiting.Scope.Includes))
        {
            EndWaitingRun(LeftOutOf(waiting.Scope) ?? NothingTraded);
            return;
        }

        _waitingRun = null;
        StartBackfill(waiting.Run, waiting.Scope, byUser: true);
    }

    /// <summary>Ends a user's run that waits for the first answer of the exchange, because the exchange does not answer.</summary>
    private void EndWaitingRun(string error)
    {
        if (_waitingRun is not { } waiting)
            return;
        _waitingRun = null;
        _lastBackfill = WaitingSnapshot(waiting.Run) with { Phase = BackfillPhase.Incomplete, EndedAt = _context.Now, LastError = error };
        _context.Logger.BackfillEnded(_context.Exchange, waiting.Run, BackfillPhase.Incomplete, 0, 0, 0);
    }

    private void OnSearchDue()
    {
        if (_backfill is not null || Stopping || _series.IsEmpty)
            return;
        if (_userRunEndedAt + (long)OutcomeShownFor.TotalMilliseconds - _context.Uptime is { } wait and > 0)
        {
            ScheduleSearch(TimeSpan.FromMilliseconds(wait), isFull: false);
            return;
        }

        _searchAfterSync = false;
        StartBackfill(RunId.New(), BackfillScope.All, byUser: false);
    }

    /// <summary>
    /// A user's run reports the exchange's words about a refused series. A search of the collector does not, because the syncs already report them.
    /// </summary>
    private void StartBackfill(RunId id, BackfillScope scope, bool byUser)
    {
        _searchedOnce |= scope == BackfillScope.All;
        var run = _backfill = new ActiveBackfill(id, scope, byUser, new CancellationTokenSource(), _context.Now, _context.Uptime);
        if (byUser)
            run.LastError = LeftOutOf(scope);
        var (self, offset) = (Self, ExchangeNow - _context.Uptime);
        var job = new BackfillJob(
            _context,
            id,
            new BackfillOrder(
                [.. _series.Where(s => scope.Includes(s) && (byUser || !_refusedSeries.ContainsKey(s)))],
                scope.Days ?? _context.Plan.HistoryDays,
                SettleOlder: scope.Days is null,
                byUser,
                Compares: byUser && scope.NamesARange),
            () => _context.Uptime + offset,
            self.Tell,
            _materializer);
        var cancellation = run.Cancellation.Token;
        Task.Run(() => job.RunAsync(cancellation), CancellationToken.None);
        Report();
    }

    private void OnCancelRun(CancelRun cancel)
    {
        if (_waitingRun?.Run == cancel.Run)
        {
            _lastBackfill = WaitingSnapshot(cancel.Run) with { Phase = BackfillPhase.Cancelled, EndedAt = _context.Now };
            _waitingRun = null;
            Sender.Tell(new RunCancelled(cancel.Request, _context.Exchange));
            Report();
        }
        else if (_backfill?.Id == cancel.Run)
        {
            _backfill.Cancellation.Cancel();
            Sender.Tell(new RunCancelled(cancel.Request, _context.Exchange));
        }
        else
        {
            Sender.Tell(new RunRefused(cancel.Request, _context.Exchange, BackfillRefusal.NotRunning, $"{_context.Exchange} is not running a backfill {cancel.Run}."));
        }
    }

    private void OnPlanned(RunEvent.Planned planned)
    {
        if (IsStale(planned.Run, _backfill?.Id))
            return;
        _backfill!.Plan = planned.Plan;
        _backfill.Progress.Plan(planned.Pages);
        if (planned.Plan.Requests > 0)
        {
            _context.Logger.BackfillPlanned(
                _context.Exchange, planned.Run, planned.Plan.Candles, planned.Plan.Requests, planned.Plan.Cost, planned.Plan.ExpectedTime.TotalSeconds);
        }

        Report();
    }

    private void OnExtended(RunEvent.Extended extended)
    {
        if (!IsStale(extended.Run, _backfill?.Id))
            _backfill!.Progress.Plan(extended.Pages);
    }

    private void OnPageDone(RunEvent.PageDone done)
    {
        if (IsStale(done.Run, _backfill?.Id))
            return;
        Count(done.Outcome);
        _backfill!.Progress.Count(done.Outcome);
        _backfill.LastError = done.Outcome.Error?.Message ?? _backfill.LastError;
    }

    private void OnEnded(RunEvent.Ended ended)
    {
        if (IsStale(ended.Run, _backfill?.Id))
            return;
        var run = _backfill!;
        if (ended.End.Defect is { } defect)
            _context.Logger.CollectorDefect(defect, _context.Exchange);
        run.LastError = ended.End.Failure ?? run.LastError;
        var phase = ended.End.Cancelled ? BackfillPhase.Cancelled
            : ended.End.Failure is not null || run.Progress.RequestsFailed > 0 ? BackfillPhase.Incomplete
            : BackfillPhase.Completed;
        _backfill = null;
        if (run.ByUser)
            _userRunEndedAt = _context.Uptime;
        if (run.IsCancelledForUser && ended.End.Cancelled)
        {
            _searchAfterSync = true;
        }
        else
        {
            _lastBackfill = Snapshot(run, phase, _context.Now);
            _searchEnded = true;
        }

        LetSweepReadAgain();
        run.Cancellation.Dispose();
        if (run.Plan is { Requests: > 0 } || phase != BackfillPhase.Completed)
        {
            var seconds = (_context.Uptime - run.StartedUptime) / 1000.0;
            _context.Logger.BackfillEnded(_context.Exchange, run.Id, phase, run.Progress.Stored, seconds, run.Progress.RequestsFailed);
        }

        if (!Stopping && _context.Periodic)
            ScheduleSearch(UntilNextSearch(phase, ended.End.NextDue), isFull: run.Scope == BackfillScope.All && phase != BackfillPhase.Cancelled);
        Report();
        StartWaitingRun();
        if (_searchAfterSync && _sync is null && _context.Periodic)
            OnSearchDue();
        AnswerStopWhenIdle();
    }

    /// <summary>Schedules the next search. Only a complete search of all series may set a later time; any other run may only set an earlier time.</summary>
    private void ScheduleSearch(TimeSpan wait, bool isFull)
    {
        var at = _context.Uptime + (long)wait.TotalMilliseconds;
        if (!isFull && Timers.IsTimerActive(nameof(SearchDue)) && at >= _nextSearchAt)
            return;
        _nextSearchAt = at;
        Timers.StartSingleTimer(nameof(SearchDue), SearchDue.Instance, wait);
    }

    private TimeSpan UntilNextSearch(BackfillPhase phase, long? nextDue)
    {
        var wait = TimeSpan.FromSeconds(_context.Options.GapScanSeconds);
        var least = phase == BackfillPhase.Incomplete ? AfterIncompleteRun : LeastPause;
        if (phase == BackfillPhase.Incomplete && AfterIncompleteRun < wait)
            wait = AfterIncompleteRun;
        if (nextDue is { } due && due - _context.Now < wait.TotalMilliseconds)
            wait = TimeSpan.FromMilliseconds(due - _context.Now);
        return wait > least ? wait : least;
    }

    private BackfillRun? BackfillSnapshot() =>
        _waitingRun is { } waiting ? WaitingSnapshot(waiting.Run)
        : _backfill is { IsCancelledForUser: false } run ? Snapshot(run, run.Plan is null ? BackfillPhase.Planning : BackfillPhase.Running, endedAt: null)
        : _lastBackfill;

    private BackfillRun WaitingSnapshot(RunId run) =>
        new(run, _context.Exchange, BackfillPhase.Planning, Plan: null, [], _context.Now, EndedAt: null, Remaining: null, _detail);

    private BackfillRun Snapshot(ActiveBackfill run, BackfillPhase phase, long? endedAt) => new(
        run.Id,
        _context.Exchange,
        phase,
        run.Plan,
        run.Progress.Snapshot(),
        run.StartedAt,
        endedAt,
        endedAt is null ? RemainingOf(run) : null,
        run.LastError);

    /// <summary>Estimated time left: the longer of two estimates, one from the rate so far and one from the exchange's limits.</summary>
    private TimeSpan? RemainingOf(ActiveBackfill run)
    {
        var (done, planned) = (run.Progress.RequestsDone, run.Progress.RequestsPlanned);
        if (run.Plan is not { } plan || done == 0)
            return run.Plan?.ExpectedTime;
        var byRate = TimeSpan.FromMilliseconds((double)(_context.Uptime - run.StartedUptime) / done * (planned - done));
        var cost = (int)((long)plan.Cost * (planned - done) / Math.Max(1, plan.Requests));
        var byLimits = planned > done ? _context.Client.Budget.EstimateDuration(planned - done, cost) : TimeSpan.Zero;
        return byRate > byLimits ? byRate : byLimits;
    }
}
