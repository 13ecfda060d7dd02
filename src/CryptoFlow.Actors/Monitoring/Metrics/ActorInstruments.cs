using System.Diagnostics.Metrics;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The actors of this process as metrics.</summary>
internal sealed class ActorInstruments
{
    public ActorInstruments(Meter meter, ActorCounts counts)
    {
        IEnumerable<Measurement<long>> Each(Func<ActorCount, long> value) => counts.Now.Select(c => new Measurement<long>(value(c), Label.Of("actor", c.Actor)));

        meter.CreateObservableGauge("cryptoflow.actor.live", () => Each(c => c.Live), "{actor}", "Actors that have started and have not stopped, by type.");
        meter.CreateObservableCounter("cryptoflow.actor.starts", () => Each(c => c.Starts), "{start}", "Actors that have started, by type; a restart is no start.");
        meter.CreateObservableCounter("cryptoflow.actor.restarts", () => Each(c => c.Restarts), "{restart}", "Restarts of actors by their supervisor, by type.");
    }
}
