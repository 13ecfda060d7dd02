using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>The hand-over to another process: the collector ends its runs, stores the state of its request budget and stops.</summary>
internal sealed partial class ExchangeCollectorActor
{
    /// <summary>Time limit for the end of the runs. Pages that have reached the writer are stored in any case.</summary>
    private static readonly TimeSpan EndRunsWithin = TimeSpan.FromSeconds(2);

    private bool _handsOver;

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
}
