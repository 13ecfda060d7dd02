using Akka.Actor;
using CryptoFlow.Collectors.Funding;

namespace CryptoFlow.Collectors;

/// <summary>Funding rates: a child actor that collects them. The collector tells it when a sync has ended.</summary>
internal sealed partial class ExchangeCollectorActor
{
    private IActorRef _funding = ActorRefs.Nobody;
    private FundingState? _fundingState;

    private void StartFunding()
    {
        if (_context is { Periodic: true, Options.Funding: true })
            _funding = Context.ActorOf(FundingActor.Props(Self, _context), "funding");
    }

    private void TellFunding()
    {
        if (!_funding.IsNobody())
            _funding.Tell(new FundingProtocol.LookForRates([.. _series.Where(s => !_refusedSeries.ContainsKey(s)).Select(s => s.Instrument).Distinct()], ExchangeNow));
    }

    private void StopFunding() => Context.Stop(_funding);
}
