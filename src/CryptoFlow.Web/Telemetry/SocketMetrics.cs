using System.Diagnostics.Metrics;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Telemetry;

/// <summary>The WebSocket clients as metrics, beside those of the monitor.</summary>
internal sealed class SocketMetrics
{
    public SocketMetrics(IMeterFactory meters, SocketCounters counters)
    {
        var meter = CryptoFlowMeter.Of(meters);
        meter.CreateObservableGauge("cryptoflow.websocket.clients", () => counters.Snapshot().Clients, "{client}", "WebSocket clients that are connected.");
        meter.CreateObservableCounter(
            "cryptoflow.websocket.dropped", () => counters.Snapshot().DroppedSlow, "{client}", "WebSocket clients that were disconnected because they read too slowly.");
        meter.CreateObservableGauge(
            "cryptoflow.websocket.histories.waiting", () => counters.Snapshot().HistoriesWaiting, "{subscription}", "Subscriptions whose history waits for its turn, or is being read.");
        meter.CreateObservableCounter(
            "cryptoflow.websocket.histories.refused", () => counters.Snapshot().HistoriesRefused, "{subscription}", "Subscriptions that ended because their history could not be read in time.");
    }
}
