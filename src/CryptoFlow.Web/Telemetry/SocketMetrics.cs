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
            "cryptoflow.websocket.dropped", () => counters.Snapshot().DroppedSlow, "{client}", "WebSocket clients dropped since they read too slowly.");
    }
}
