using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Exchanges;
using CryptoFlow.Logging;
using static CryptoFlow.Collectors.Funding.FundingProtocol;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The messages between a collector and its child that collects funding rates.</summary>
internal static class FundingProtocol
{
    /// <summary>A sync has ended: ask for the rates that are due.</summary>
    /// <param name="Contracts">The contracts that the exchange serves.</param>
    /// <param name="ExchangeNow">The exchange's clock, ms UTC.</param>
    public sealed record LookForRates(ImmutableArray<Instrument> Contracts, long ExchangeNow);

    /// <summary>The funding as it is known now. Sent after each round.</summary>
    public sealed record FundingReported(FundingState State);

    /// <summary><paramref name="Outcome"/> is null if an exception ended the requests.</summary>
    internal sealed record LookEnded(RunId Run, bool OfHistory, Instrument Contract, FundingOutcome? Outcome, Exception? Defect);

    /// <summary>The exchange has answered about the next settlement or has refused, or an exception ended the request.</summary>
    internal sealed record CurrentEnded(RunId Run, Instrument Contract, ExchangeResult<CurrentFunding> Answer, Exception? Defect);
}

/// <summary>
/// Collects the funding rates of one exchange: new rates after each full hour, the history before them, and after each sync the estimate for the next settlement.
/// Each of the three jobs reads one contract at a time. They run side by side, so a long history does not delay a new rate.
/// </summary>
/// <remarks>
/// The actor has no timer: the collector tells it when a sync has ended. The database records which ranges are complete, so the actor continues after a restart.
/// </remarks>
internal sealed class FundingActor : ReceiveActor
{
    /// <summary>Pause after an attempt to read a contract's history that did not complete it, ms of the exchange's clock.</summary>
    private const long HistoryPause = 600_000;

    private readonly IActorRef _collector;
    private readonly CollectorContext _context;
    private readonly FundingWorker _worker;
    private readonly RepeatedWarning _warnings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<Instrument, KnownFunding> _known = [];
    private readonly Queue<Instrument> _due = new();
    private readonly Queue<Instrument> _currentDue = new();
    private RunId? _newRun;
    private RunId? _historyRun;
    private RunId? _currentRun;
    private long _stored;
    private long _failures;
    private LookForRates? _look;

    /// <param name="collector">Receives each <see cref="FundingReported"/>.</param>
    /// <param name="context">The settings and collaborators of the collector.</param>
    public FundingActor(IActorRef collector, CollectorContext context)
    {
        _collector = collector;
        _context = context;
        _worker = new FundingWorker(context);
        _warnings = new RepeatedWarning(context.Time, TimeSpan.FromMinutes(1));
        Receive<LookForRates>(OnLook);
        Receive<LookEnded>(OnEnded);
        Receive<CurrentEnded>(OnCurrent);
    }

    /// <inheritdoc cref="FundingActor(IActorRef, CollectorContext)"/>
    public static Props Props(IActorRef collector, CollectorContext context) => Akka.Actor.Props.Create(() => new FundingActor(collector, context));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnLook(LookForRates look)
    {
        _look = look;
        if (_newRun is null)
        {
            foreach (var contract in look.Contracts.Where(c => Of(c) is var k && FundingSchedule.IsDue(look.ExchangeNow, k.TriedAt, k.LookedAt, k.Stored)))
                _due.Enqueue(contract);
            ReadNextContract();
        }

        if (_historyRun is null)
            ReadNextHistory();
        if (_currentRun is null)
        {
            foreach (var contract in look.Contracts.Where(c => FundingSchedule.IsCurrentDue(look.ExchangeNow, Of(c).CurrentTriedAt)))
                _currentDue.Enqueue(contract);
            ReadNextCurrent();
        }
    }

    private void ReadNextCurrent()
    {
        if (!_currentDue.TryDequeue(out var contract))
            return;
        Of(contract).CurrentTriedAt = _look!.ExchangeNow;
        var run = RunId.New();
        _currentRun = run;
        _worker.ReadCurrentAsync(contract, _stopping.Token).PipeTo(
            Self, success: answer => new CurrentEnded(run, contract, answer, null), failure: e => new CurrentEnded(run, contract, default, e));
    }

    private void OnCurrent(CurrentEnded ended)
    {
        if (ended.Run != _currentRun)
            return;
        _currentRun = null;
        Report(ended.Defect);
        Report(ended.Contract, ended.Answer.Error);
        if (ended.Defect is null)
            Of(ended.Contract).CurrentRead(ended.Answer, _look!.ExchangeNow);
        TellState();
        ReadNextCurrent();
    }

    private void ReadNextContract()
    {
        if (!_due.TryDequeue(out var contract))
            return;
        var now = Of(contract).TriedAt = _look!.ExchangeNow;
        _newRun = Start(ofHistory: false, contract, _worker.ReadNewAsync(contract, now.Value, _stopping.Token));
    }

    private void ReadNextHistory()
    {
        foreach (var contract in _look!.Contracts)
        {
            if (Of(contract) is { Stored: { } stored } known
                && (known.HistoryPausedAt is not { } paused || _look.ExchangeNow - paused >= HistoryPause)
                && _worker.MissingHistory(stored, _look.ExchangeNow) is { } missing)
            {
                _historyRun = Start(ofHistory: true, contract, _worker.ReadHistoryAsync(contract, missing, _stopping.Token));
                return;
            }
        }
    }

    private RunId Start(bool ofHistory, Instrument contract, Task<FundingOutcome> look)
    {
        var run = RunId.New();
        look.PipeTo(Self, success: outcome => new LookEnded(run, ofHistory, contract, outcome, null), failure: e => new LookEnded(run, ofHistory, contract, null, e));
        return run;
    }

    private void OnEnded(LookEnded ended)
    {
        if (ended.Run != (ended.OfHistory ? _historyRun : _newRun))
            return;
        var known = Of(ended.Contract);
        known.Stored = ended.Outcome?.Stored ?? known.Stored;
        known.RatesRead(ended.Outcome is { } outcome ? outcome.Error?.Message : ended.Defect?.Message, _look!.ExchangeNow);
        _stored += ended.Outcome?.Changed ?? 0;
        Report(ended);
        TellState();
        if (ended.OfHistory)
        {
            _historyRun = null;
            var isDone = known.Stored is { } stored && _worker.MissingHistory(stored, _look!.ExchangeNow) is null;
            known.HistoryPausedAt = isDone ? null : _look!.ExchangeNow;
            ReadNextHistory();
        }
        else
        {
            _newRun = null;
            known.LookedAt = ended.Outcome is { Error: null } ? known.TriedAt : known.LookedAt;
            ReadNextContract();
        }
    }

    private void Report(LookEnded ended)
    {
        Report(ended.Defect);
        if (ended.Outcome is not { } outcome)
            return;
        Report(ended.Contract, outcome.Error);
        if (outcome.Rejected > 0)
            _context.Logger.FundingRowsRejected(ended.Contract, outcome.Rejected);
        if (ended.OfHistory && outcome.Error is null)
            _context.Logger.FundingHistoryRead(ended.Contract, outcome.Changed);
    }

    private void Report(Exception? defect)
    {
        if (defect is null or OperationCanceledException)
            return;
        _failures++;
        _context.Logger.CollectorDefect(defect, _context.Exchange);
    }

    private void Report(Instrument contract, ExchangeError? error)
    {
        if (error is null)
            return;
        _failures++;
        if (_warnings.ShouldLog(out var suppressed))
            _context.Logger.FundingFailing(contract, error.Message, suppressed);
    }

    private void TellState() => _collector.Tell(new FundingReported(new FundingState(
        [.. _look!.Contracts.OrderBy(c => c.Symbol, StringComparer.Ordinal).Select(c => Of(c).ToState(c.Symbol))], _stored, _failures)));

    private KnownFunding Of(Instrument contract) => _known.TryGetValue(contract, out var known) ? known : _known[contract] = new KnownFunding();
}
