using Akka.Actor;
using CryptoFlow.Collectors.Sweep;

namespace CryptoFlow.Collectors;

/// <summary>
/// The sweep: a child actor that compares the stored history with the exchange again and again. The collector tells it when to compare the pages that are due.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    private IActorRef _sweep = ActorRefs.Nobody;
    private SweepState? _sweepState;

    private void StartSweep()
    {
        if (_context is { Periodic: true, Options.SweepHours: > 0 })
            _sweep = Context.ActorOf(SweepActor.Props(Self, _context, new SweepRules(TimeSpan.FromHours(_context.Options.SweepHours))), "sweep");
    }

    /// <summary>
    /// Tells the sweep to compare, but not before the first search has ended. Until then the stored ranges are unknown, and the backfill needs the budget.
    /// </summary>
    private void TellSweep()
    {
        if (_searchEnded)
            _sweep.Tell(new SweepProtocol.LookForDuePages([.. _series.Where(s => !_refusedSeries.ContainsKey(s))], ExchangeNow));
    }

    private void LetSweepReadAgain() => _sweep.Tell(SweepProtocol.ReadAgain.Instance);

    private void OnPageSwept(SweepProtocol.PageSwept swept)
    {
        Count(swept.Outcome);
        _sweepState = swept.State;
    }

    private void StopSweep() => Context.Stop(_sweep);
}
