using System.Globalization;
using Akka.Actor;
using CryptoFlow.Exchanges.Limits;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// An operator's pause. The request budget keeps the pause, because every request to the exchange needs a permit. Syncs, backfills and the sweep wait for their
/// permits and continue after the pause. A restart of this actor does not end the pause.
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

    /// <summary>The sentence about an operator's pause; null if there is none.</summary>
    private string? PauseOf(BudgetSnapshot budget) => budget.HeldSince is not { } since ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{_context.Exchange}: an operator has paused all requests since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. \"ops collector resume {_context.Exchange.ToWireName()}\" ends the pause.");
}
