namespace CryptoFlow.Membership;

/// <summary>
/// Says whether a node of a cluster can answer requests, for <c>/health/ready</c>. A process that runs alone does not have this service. Safe for concurrent use.
/// </summary>
public interface INodeReadiness
{
    /// <summary>Null if the node can answer requests, else one sentence that says why it cannot.</summary>
    string? Missing();
}

/// <summary>Says why a node of a cluster has ended. A process that runs alone does not have this service.</summary>
public interface INodeEnd
{
    /// <summary>The exit code and one sentence for a node that the cluster has ended; null if it was stopped from outside.</summary>
    (int ExitCode, string Sentence)? Find();
}
