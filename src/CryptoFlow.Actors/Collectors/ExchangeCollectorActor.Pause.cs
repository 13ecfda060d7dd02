using System.Globalization;
using Akka.Actor;
using CryptoFlow.Exchanges.Limits;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// An operator's pause, and the pause after a refusal of the exchange. The request budget keeps both, because every request to the exchange needs a permit. Syncs,
/// backfills and the sweep wait for their permits and continue after the pause. A restart of this actor does not end a pause.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    private void OnPause(PauseRequests request)
    {
        if (_context.Client.Budget.Hold(out var since))
            _context.Logger.CollectorPaused(_context.Exchange);
        FollowStreams();
        Sender.Tell(new RequestsPaused(request.Request, _context.Exchange, since.ToUnixTimeMilliseconds()));
    }

    private void OnResume(ResumeRequests request)
    {
        if (_context.Client.Budget.Release())
            _context.Logger.CollectorResumed(_context.Exchange);
        FollowStreams();
        Sender.Tell(new RequestsResumed(request.Request, _context.Exchange));
    }

    /// <summary>
    /// The phase to report. After a refusal no request is sent, whichever request was refused. So the collector waits until the end of the pause, even if the answer to
    /// an earlier request has come meanwhile.
    /// </summary>
    private CollectorPhase PhaseUnder(BudgetSnapshot budget) => _phase switch
    {
        CollectorPhase.Stopped => _phase,
        _ when budget.HeldSince is not null => CollectorPhase.Paused,
        CollectorPhase.Collecting when budget.IsRefused => CollectorPhase.Waiting,
        _ => _phase,
    };

    /// <summary>The sentence about an operator's pause; null if there is none.</summary>
    private string? PauseOf(BudgetSnapshot budget) => budget.HeldSince is not { } since ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{_context.Exchange}: an operator has paused all requests since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. \"ops collector resume {_context.Exchange.ToWireName()}\" ends the pause.");
}
