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
/// <item>Holes: it continues after missing candles only when the ledger says that the exchange has none.</item>
/// <item>Parity: it compares the recorded trades with those that the stored candles give, after each catch-up and whenever older candles have
/// changed.</item>
/// <item>Failures: it drops the run and, after a pause, starts a new run from the record.</item>
/// <item>Thread: work runs in tasks that only wait for readers and writer, one at a time. The actor decides when.</item>
/// </list>
/// </summary>
public sealed class PaperTraderActor : ReceiveActor, IWithTimers
{
    /// <summary>How often the trader looks for commits of other programs, and for whatever it waits for.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AgainAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How often it compares all trades again. Changes by other programs are not announced, so only this finds them.</summary>
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
    private bool _revised;

    /// <summary>Whether a sync of the traded series was committed since this actor started.</summary>
    private bool _synced;

    /// <summary>Open time of the last candle that was processed when the last work ended, ms UTC, or null.</summary>
    private long? _settled;

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

        // Messages of an abandoned run, also of one from before a restart.
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

        // Changed or deleted candles on which the run has decided.
        _revised |= commit.Extent is { IsEmpty: false } extent && extent.To > _shown.Origin && extent.From <= _settled;
        if (_shown.Phase is not (TraderPhase.AwaitingHistory or TraderPhase.Failing))
            OnLook();
    }

    /// <summary>A lost commit may have changed a candle on which the run has decided.</summary>
    private void OnLost()
    {
        _revised = true;
        if (_shown.Phase is not (TraderPhase.AwaitingHistory or TraderPhase.Failing))
            OnLook();
    }

    private void OnLook()
    {
        _again = _busy;
        if (_busy)
            return;

        _busy = true;
        if (_revised)
        {
            // The run's knowledge comes from candles that have changed. A new run decides on the changed candles.
            _run = new TraderRun(_setup);
        }

        if (_revised || _setup.Time.GetElapsedTime(_fullCheckAt) > FullCheckEvery)
            _check = null;
        _revised = false;
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
        _settled = worked.Snapshot.LastTime;
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
