using System.Globalization;
using CryptoFlow.Membership;

namespace CryptoFlow.Monitoring;

/// <summary>The rules of health for a node of a cluster. Pure.</summary>
internal static class NodeRules
{
    /// <summary>When a certificate ends within this time, health and an alert name it. Long enough to renew the certificate in working hours.</summary>
    public static readonly TimeSpan CertificateNearlyEnds = TimeSpan.FromDays(14);

    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health)
    {
        if (health.Node is not { } node)
            yield break;
        if (node.Missing is { } missing)
            yield return new HealthFinding(HealthRules.ClusterComponent, HealthStatus.Unhealthy, missing);
        if (node.Members.Any(m => !m.IsReachable))
            yield return new HealthFinding(HealthRules.ClusterComponent, HealthStatus.Degraded, Unreachable(node));
        if (CertificateLeft(health) < CertificateNearlyEnds)
            yield return new HealthFinding(HealthRules.ClusterComponent, HealthStatus.Degraded, CertificateOf(health));
    }

    /// <summary>Names the members that cannot be reached.</summary>
    public static string Unreachable(NodeView node) =>
        $"{string.Join(", ", node.Members.Where(m => !m.IsReachable).Select(m => $"{m.Address} [{string.Join(',', m.Roles)}]"))} cannot be reached. The cluster removes such a member after a while, if the others are the majority.";

    /// <summary>Time until this node's certificate ends, negative after its end; null without TLS.</summary>
    public static TimeSpan? CertificateLeft(SystemHealth health) => health.Node?.CertificateEndsAt is { } end ? TimeSpan.FromMilliseconds(end - health.At) : null;

    /// <summary>Says when this node's certificate ends, what then happens, and what to do.</summary>
    public static string CertificateOf(SystemHealth health)
    {
        var (node, left) = (health.Node!, CertificateLeft(health)!.Value);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(node.CertificateEndsAt!.Value).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return left > TimeSpan.Zero
            ? $"The certificate of {node.Address} ends at {end} UTC. From then on the other nodes refuse new connections from this node. Give it a new certificate and start it again before."
            : $"The certificate of {node.Address} ended at {end} UTC: its connections stay, the other nodes refuse new connections from this node. Give it a new certificate and start it again.";
    }
}
