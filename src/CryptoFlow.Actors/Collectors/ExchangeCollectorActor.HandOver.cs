using Akka.Actor;
using CryptoFlow.Collectors.Budgets;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// The way to another process. Both processes have the same address for the exchange, so the request budget goes along: the old owner ends its runs and stores
/// the state of the budget before it stops, the new owner takes the state before its first request.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    /// <summary>Time limit for the end of the runs. Their pages that have reached the writer are stored in any case.</summary>
    private static readonly TimeSpan EndRunsWithin = TimeSpan.FromSeconds(2);

    /// <summary>Time limit for storing or taking the state of the budget. Without an answer in this time the budget counts as spent.</summary>
    private static readonly TimeSpan BudgetWithin = TimeSpan.FromSeconds(2);

    private const string NotKnown =
        "What was used of the request limits before is not known here, so nothing is sent until their windows have passed (at most 71 s).";

    private bool _handsOver;
    private bool _storesBudget;

    /// <summary>Takes the state of the budget before the first request.</summary>
    private void TakeBudget()
    {
        var taken = TakeAsync();
        if (taken.IsCompletedSuccessfully)
            OnBudgetTaken(taken.Result.HandOver);
        else
            taken.PipeTo(Self);

        async Task<BudgetTaken> TakeAsync()
        {
            using var end = new CancellationTokenSource(BudgetWithin, _context.Time);
            try
            {
                return new BudgetTaken(await _context.Budgets.TakeAsync(_context.Exchange, end.Token).WaitAsync(end.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return new BudgetTaken(BudgetHandOver.Unknown);
            }
        }
    }

    private void OnBudgetTaken(BudgetHandOver taken)
    {
        if (Stopping)
            return;
        if (taken.State is { } state)
        {
            if (!taken.IsFirst)
                _context.Logger.BudgetContinued(_context.Exchange);
            _context.Client.Budget.Continue(state);
        }
        else
        {
            _context.Logger.BudgetTakenAsSpent(_context.Exchange);
            _context.Client.Budget.TakeAsSpent();
            _detail = NotKnown;
        }

        AskForInstruments();
    }

    private void OnHandOver()
    {
        if (_handsOver)
            return;
        _handsOver = true;
        _context.Client.Budget.Close();
        OnStop(Self);
        if (!_storesBudget)
            Timers.StartSingleTimer(nameof(RunsTakeTooLong), RunsTakeTooLong.Instance, EndRunsWithin);
    }

    private void StoreBudget()
    {
        if (_storesBudget)
            return;
        _storesBudget = true;
        StoreAsync().PipeTo(Self);

        async Task<BudgetStored> StoreAsync()
        {
            using var end = new CancellationTokenSource(BudgetWithin, _context.Time);
            try
            {
                await _context.Budgets.StoreAsync(_context.Exchange, _context.Client.Budget.StateForNextOwner(), end.Token).WaitAsync(end.Token).ConfigureAwait(false);
                _context.Logger.CollectorHandedOver(_context.Exchange);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _context.Logger.BudgetNotStored(e is OperationCanceledException ? null : e, _context.Exchange);
            }

            return BudgetStored.Instance;
        }
    }
}
