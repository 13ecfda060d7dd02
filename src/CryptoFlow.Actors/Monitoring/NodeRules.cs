using CryptoFlow.Membership;

namespace CryptoFlow.Monitoring;

/// <summary>The rules of health for a node of a cluster. Pure.</summary>
internal static class NodeRules
{
    public static IEnumerable<HealthFinding> Evaluate(NodeView? node)
    {
        if (node is null)
            yield break;
        if (node.Missing is { } missing)
            yield return new HealthFinding(HealthRules.ClusterComponent, HealthStatus.Unhealthy, missing);
        var unreachable = node.Members.Where(m => !m.IsReachable).Select(m => $"{m.Address} [{string.Join(',', m.Roles)}]").ToList();
        if (unreachable.Count > 0)
        {
            yield return new HealthFinding(
                HealthRules.ClusterComponent,
                HealthStatus.Degraded,
                $"{string.Join(", ", unreachable)} cannot be reached. The cluster removes such a member after a while, if the others are the majority.");
        }
    }
}
