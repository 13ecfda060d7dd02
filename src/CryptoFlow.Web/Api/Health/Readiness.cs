using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Warming;

namespace CryptoFlow.Web.Api.Health;

/// <summary>Whether the server can answer requests. Probes of supervisors and load balancers ask it. Safe for concurrent use.</summary>
internal sealed class Readiness(HealthSource source, WarmUp warmUp, INodeReadiness? node = null)
{
    /// <summary>Null if the server is ready, else one sentence that says what is missing.</summary>
    public string? Missing()
    {
        if (!warmUp.IsOver)
            return "The server warms up; try again.";

        // A node reads through the readers of the cluster, and its own monitor may have no storage to watch.
        if (node is not null)
            return node.Missing();
        if (source.Get() is not { } health)
            return HealthApi.NotStarted;
        if (!health.Writer.Open || health.Status == HealthStatus.Unhealthy)
            return health.Reasons.IsEmpty ? "The file is not open yet; try again." : string.Join(" ", health.Reasons);
        return null;
    }
}
