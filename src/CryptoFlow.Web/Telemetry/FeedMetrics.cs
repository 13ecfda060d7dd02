using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Web.Feed;

namespace CryptoFlow.Web.Telemetry;

/// <summary>The clients of the feed of commits as metrics.</summary>
internal sealed class FeedMetrics
{
    public FeedMetrics(IMeterFactory meters, FeedCounters counters)
    {
        var meter = CryptoFlowMeter.Of(meters);
        meter.CreateObservableGauge("cryptoflow.feed.clients", () => counters.Clients, "{client}", "Clients of the feed that are connected.");
        meter.CreateObservableCounter("cryptoflow.feed.dropped", () => counters.DroppedSlow, "{client}", "Clients of the feed that were disconnected because they received no data for too long.");
        meter.CreateObservableCounter("cryptoflow.feed.log.reads", () => counters.LogReads, "{read}", "Reads of the commit log for clients that were away or behind.");
        meter.CreateObservableCounter("cryptoflow.feed.resets", () => counters.Resets, "{reset}", "Resets that were sent to clients of the feed: the client must read again.");
    }
}
