using Akka.Actor;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Exchanges.Limits;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// The collector's part in the request budget. Another process behind the same address may have collected the exchange before, or may take it over at any time. So
/// the collector takes the budget before its first request, leases each part before it uses that part, and stores the use when it hands over.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    /// <summary>Pause after a request to the database that was not answered.</summary>
    private static readonly TimeSpan AskTheStoreAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// When another process has taken the budget, one of the two collectors is about to be stopped, because an exchange is collected on one node only. A collector
    /// that still runs after this time is the right one, and takes the budget back.
    /// </summary>
    private static readonly TimeSpan TakeBackAfter = TimeSpan.FromSeconds(30);

    private RunId? _budgetOwner;
    private bool _ownsBudget;
    private bool _leases;
    private bool _storesBudget;

    /// <summary>Takes the budget before the first request.</summary>
    private void TakeBudget()
    {
        if (Stopping)
            return;
        var owner = RunId.New();
        (_budgetOwner, _leases) = (owner, false);
        var taken = _context.Budgets.TakeAsync(_context.Exchange, owner);
        if (taken.IsCompletedSuccessfully)
            OnBudgetTaken(new BudgetTaken(owner, taken.Result));
        else
            taken.PipeTo(Self, success: claim => new BudgetTaken(owner, claim), failure: _ => new BudgetTaken(owner, null));
    }

    private void OnBudgetTaken(BudgetTaken taken)
    {
        if (Stopping || IsStale(taken.Owner, _budgetOwner))
            return;
        if (taken.Claim is not { } claim)
        {
            _detail = "The writer of the database has not yet said how much of the request limits is used. The collector starts when it has answered.";
            if (_budgetWarnings.ShouldLog(out var suppressed))
                _context.Logger.BudgetNotAnswered(_context.Exchange, suppressed);
            Timers.StartSingleTimer(nameof(TakeBudgetDue), TakeBudgetDue.Instance, AskTheStoreAgainAfter);
            return;
        }

        _detail = null;
        if (!_series.IsEmpty)
            _phase = CollectorPhase.Collecting;
        if (_context.Budgets.NeedsLeases)
            BeginLeases(claim);
        if (!_context.ChecksOnly)
            AskForInstruments();
    }

    private void BeginLeases(BudgetClaim before)
    {
        _ownsBudget = true;
        if (!before.State.Uses.IsEmpty)
            _context.Logger.BudgetContinued(_context.Exchange);
        var self = Self;
        _context.Client.Budget.UseLeases(() => self.Tell(LeaseDue.Instance));
        _context.Client.Budget.Continue(before);
    }

    /// <summary>Stores the next lease, unless one is being stored. The budget asks again when it needs another lease.</summary>
    private void Lease()
    {
        if (_leases || _handsOver || Stopping || _budgetOwner is not { } owner)
            return;
        _leases = true;
        var lease = _context.Client.Budget.ProposeLease();
        _context.Budgets.LeaseAsync(_context.Exchange, owner, lease).PipeTo(
            Self,
            success: outcome => new LeaseAnswered(owner, lease, outcome),
            failure: _ => new LeaseAnswered(owner, lease, LeaseOutcome.NotAnswered));
    }

    private void OnLeaseAnswered(LeaseAnswered answered)
    {
        if (Stopping || IsStale(answered.Owner, _budgetOwner))
            return;
        _leases = false;
        switch (answered.Outcome)
        {
            case LeaseOutcome.Stored:
                _context.Client.Budget.TakeLease(answered.Lease);
                break;
            case LeaseOutcome.TakenByAnother:
                _context.Client.Budget.Close();
                (_budgetOwner, _ownsBudget) = (null, false);
                Wait("Another node has taken over the exchange, so this collector sends no requests.");
                _context.Logger.BudgetTakenByAnother(_context.Exchange);
                Timers.StartSingleTimer(nameof(TakeBudgetDue), TakeBudgetDue.Instance, TakeBackAfter);
                break;
            default:
                if (_budgetWarnings.ShouldLog(out var suppressed))
                    _context.Logger.BudgetNotAnswered(_context.Exchange, suppressed);
                Timers.StartSingleTimer(nameof(LeaseDue), LeaseDue.Instance, AskTheStoreAgainAfter);
                break;
        }
    }

    /// <summary>Stores the used part of the budget for the next owner, and stops. A budget that this collector has not taken stays as the previous owner stored it.</summary>
    private void StoreBudget()
    {
        if (_storesBudget)
            return;
        _storesBudget = true;
        if (_budgetOwner is not { } owner || !_ownsBudget)
        {
            Context.Stop(Self);
            return;
        }

        _context.Budgets.LeaseAsync(_context.Exchange, owner, _context.Client.Budget.Leave()).PipeTo(
            Self, success: outcome => new BudgetStored(outcome), failure: _ => new BudgetStored(LeaseOutcome.NotAnswered));
    }

    private void OnBudgetStored(BudgetStored stored)
    {
        if (stored.Outcome == LeaseOutcome.Stored)
            _context.Logger.CollectorHandedOver(_context.Exchange);
        else
            _context.Logger.BudgetNotStored(_context.Exchange);
        Context.Stop(Self);
    }
}
