using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Trades one strategy on one contract on paper. It follows the commits of its candles and processes the stored candles one step at a time.
/// <list type="bullet">
/// <item>Atomic: a candle's signal, trades, equity and the progress are one message to the writer and one transaction. Each closed candle is
/// processed once and in order. After a stop, the trader catches up with the candles that it missed.</item>
/// <item>Holes: it continues after missing candles only if the ledger says that the exchange does not have them.</item>
/// <item>Parity: it compares the recorded trades with the trades that follow from the stored candles, after each catch-up and whenever older candles have
/// changed.</item>
/// <item>Failures: it drops the run and, after a pause, starts a new run from the record.</item>
/// <item>Thread: the work runs in tasks, one at a time. They only wait for the readers and the writer. The actor decides when a task begins.</item>
/// </list>
/// </summary>
public sealed class PaperTraderActor : ReceiveActor, IWithTimers
{
    /// <summary>How often a trader that waits looks again.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often a trader that follows the commits looks again. Commits of other programs are not announced.</summary>
    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AgainAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How often all trades are compared again. This alone finds changes of older candles by other programs, because they are not announced.</summary>
    private static readonly TimeSpan FullCheckEvery = TimeSpan.FromHours(6);

    private readonly TraderSetup _setup;
    private readonly CancellationTokenSource _stop = new();
    private readonly RepeatedWarning _failures;
    private TraderRun _run;
    private TraderSnapshot _shown;
    private ParityCheck? _check;
    private long _fullCheckAt;
    private bool _busy;
    private bool _again;
    private bool _lost;

    /// <summary>Whether a sync of the traded series was committed since this actor started.</summary>
    private bool _synced;

    public PaperTraderActor(TraderSetup setup)
    {
        _setup = setup;
        _failures = new RepeatedWarning(setup.Time, TimeSpan.FromSeconds(60));
        _run = new TraderRun(setup);
        _shown = _run.Snapshot(TraderPhase.Starting);
        Receive<WriterProtocol.CandlesCommitted>(OnCommitted, m => m.Series == setup.Traded);
        Receive<CommitFeedReset>(_ => OnLost());
        Receive<Look>(_ => OnLook());
        Receive<Progressed>(m => Show(m.Snapshot), m => m.Run == _run);
        Receive<Worked>(OnWorked, m => m.Run == _run);
        Receive<Failed>(OnFailed, m => m.Run == _run);

        // Messages of an abandoned run, also of a run from before a restart.
        ReceiveAny(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TraderSetup setup) => Akka.Actor.Props.Create(() => new PaperTraderActor(setup));

    protected override void PreStart()
    {
        // Again after a restart, because PostStop has ended the subscription.
        _setup.Commits.Subscribe(Self, CommitKinds.Candles);
        Show(_shown);
        Self.Tell(Look.Instance);
    }

    protected override void PostStop()
    {
        _setup.Commits.Unsubscribe(Self);
        _stop.Cancel();
        _stop.Dispose();
    }

    private void OnCommitted(WriterProtocol.CandlesCommitted commit)
    {
        _synced |= commit.Source == ChangeSource.Sync;

        _run.Revisions.OnCommit(commit, _shown.Origin);
        if (_shown.Phase is not (TraderPhase.AwaitingHistory or TraderPhase.Failing))
            OnLook();
    }

    /// <summary>A lost commit may have changed a candle on which the run has decided.</summary>
    private void OnLost()
    {
        _lost = true;
        if (_shown.Phase is not (TraderPhase.AwaitingHistory or TraderPhase.Failing))
            OnLook();
    }

    private void OnLook()
    {
        _again = _busy;
        if (_busy)
            return;

        _busy = true;
        var isRevised = _lost || _run.Revisions.IsRevised;
        _lost = false;
        if (isRevised)
        {
            // The run has decided on candles that have changed since. A new run decides on the changed candles.
            _run = new TraderRun(_setup);
        }

        if (isRevised || _setup.Time.GetElapsedTime(_fullCheckAt) > FullCheckEvery)
            _check = null;
        if (_check is null)
            _fullCheckAt = _setup.Time.GetTimestamp();
        var (self, run) = (Self, _run);
        WorkAsync(run, _check, _synced, snapshot => self.Tell(new Progressed(run, snapshot)), _stop.Token).PipeTo(
            Self,
            success: done => new Worked(run, done.Snapshot, done.Check, done.Parity),
            failure: e => new Failed(run, e));
    }

    /// <summary>Catches up, then compares the new part of the record.</summary>
    private async Task<(TraderSnapshot Snapshot, ParityCheck? Check, ParityResult? Parity)> WorkAsync(
        TraderRun run, ParityCheck? check, bool isSynced, Action<TraderSnapshot> show, CancellationToken stop)
    {
        var before = run.Recorded;
        var snapshot = await run.CatchUpAsync(isSynced, show, stop).ConfigureAwait(false);
        if (run is not { Origin: { } origin, Recorded: { } recorded } || (check is not null && before == recorded))
            return (snapshot, check, null);

        show(snapshot);
        check ??= new ParityCheck(_setup, origin);
        return (snapshot, check, await check.RunAsync(recorded, stop).ConfigureAwait(false));
    }

    private void OnWorked(Worked worked)
    {
        _busy = false;
        _check = worked.Check;
        if (worked.Parity is { Differences: > 0 } parity && parity.Differences != _shown.Parity?.Differences)
            _setup.Logger.ParityBroken(_setup.Key, parity.Differences, parity.First ?? "");
        Show(worked.Snapshot, worked.Parity);
        if (_again)
            OnLook();
        else
            LookIn(_shown.Phase == TraderPhase.Following ? FollowEvery : LookEvery);
    }

    private void OnFailed(Failed failed)
    {
        if (_failures.ShouldLog(out var suppressed))
            _setup.Logger.TraderFailing(failed.Cause, _setup.Key, suppressed);
        Show(_shown with { Phase = TraderPhase.Failing, Detail = failed.Cause.Message });
        _busy = false;
        _run = new TraderRun(_setup);
        _check = null;
        LookIn(AgainAfterFailure);
    }

    private void LookIn(TimeSpan time) => Timers.StartSingleTimer(nameof(Look), Look.Instance, time);

    private void Show(TraderSnapshot snapshot, ParityResult? parity = null)
    {
        if (snapshot.Phase != _shown.Phase && snapshot.Phase is TraderPhase.Following or TraderPhase.AwaitingCandles)
            _setup.Logger.TraderPhaseChanged(_setup.Key, snapshot.Phase, snapshot.Detail ?? "");
        _shown = snapshot with { Parity = parity ?? _shown.Parity };
        _setup.Board.Show(_shown);
    }

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }

    private sealed record Progressed(TraderRun Run, TraderSnapshot Snapshot);

    private sealed record Worked(TraderRun Run, TraderSnapshot Snapshot, ParityCheck? Check, ParityResult? Parity);

    private sealed record Failed(TraderRun Run, Exception Cause);
}
