using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Logging;
using static CryptoFlow.Collectors.Funding.FundingProtocol;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The messages between a collector and its child that collects funding rates.</summary>
internal static class FundingProtocol
{
    /// <summary>A sync has ended: look for the rates that are due.</summary>
    /// <param name="Contracts">The contracts that the exchange serves.</param>
    /// <param name="ExchangeNow">The exchange's clock, ms UTC.</param>
    public sealed record LookForRates(ImmutableArray<Instrument> Contracts, long ExchangeNow);

    /// <summary><paramref name="Outcome"/> is null if the look ended by an exception.</summary>
    internal sealed record LookEnded(RunId Run, bool OfHistory, Instrument Contract, FundingOutcome? Outcome, Exception? Defect);
}

/// <summary>
/// Collects the funding rates of one exchange: new rates after each full hour, and the history before them. Both go one contract at a time and side by side, so
/// that a long history delays no new rate.
/// </summary>
/// <remarks>It has no timer: the collector tells it when a sync has ended. The file records what is complete, so it continues after a restart.</remarks>
internal sealed class FundingActor : ReceiveActor
{
    /// <summary>Time after a look at a contract's history that did not complete it before the next look, ms of the exchange's clock.</summary>
    private const long HistoryPause = 600_000;

    private readonly CollectorContext _context;
    private readonly FundingWorker _worker;
    private readonly RepeatedWarning _warnings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<Instrument, Known> _known = [];
    private readonly Queue<Instrument> _due = new();
    private RunId? _newRun;
    private RunId? _historyRun;
    private LookForRates? _look;

    /// <param name="context">The settings and collaborators of the collector.</param>
    public FundingActor(CollectorContext context)
    {
        _context = context;
        _worker = new FundingWorker(context);
        _warnings = new RepeatedWarning(context.Time, TimeSpan.FromMinutes(1));
        Receive<LookForRates>(OnLook);
        Receive<LookEnded>(OnEnded);
    }

    /// <inheritdoc cref="FundingActor(CollectorContext)"/>
    public static Props Props(CollectorContext context) => Akka.Actor.Props.Create(() => new FundingActor(context));

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
                && !(_look.ExchangeNow - known.HistoryPausedAt < HistoryPause)
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
        Report(ended);
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
        if (ended.Defect is { } defect and not OperationCanceledException)
            _context.Logger.CollectorDefect(defect, _context.Exchange);
        if (ended.Outcome is not { } outcome)
            return;
        if (outcome.Error is { } error && _warnings.ShouldLog(out var suppressed))
            _context.Logger.FundingFailing(ended.Contract, error.Message, suppressed);
        if (outcome.Rejected > 0)
            _context.Logger.FundingRowsRejected(ended.Contract, outcome.Rejected);
        if (ended.OfHistory && outcome.Error is null)
            _context.Logger.FundingHistoryRead(ended.Contract, outcome.Changed);
    }

    private Known Of(Instrument contract) => _known.TryGetValue(contract, out var known) ? known : _known[contract] = new Known();

    /// <summary>What is known of a contract. Times are ms UTC of the exchange's clock.</summary>
    private sealed class Known
    {
        public StoredFunding? Stored { get; set; }

        public long? TriedAt { get; set; }

        public long? LookedAt { get; set; }

        public long? HistoryPausedAt { get; set; }
    }
}
