namespace CryptoFlow.Cluster.Endings;

/// <summary>The exit codes of a node that ends because of the cluster (docs/operations.md, Exit codes). 0, 1 and 2 are those of every command.</summary>
public static class NodeExitCodes
{
    /// <summary>A planned leave. A supervisor that restarts on failure leaves the node out.</summary>
    public const int Left = 0;

    /// <summary>The options of this node do not fit those of the cluster. A restart does not help.</summary>
    public const int WrongUse = 2;

    /// <summary>The other nodes have removed this node, or it was on the losing side of a partition. Start the node again.</summary>
    public const int Downed = 70;

    /// <summary>Another node has quarantined this node, and a quarantine ends only with a restart. Start the node again.</summary>
    public const int Quarantined = 71;

    /// <summary>There were two clusters, and this node was in the smaller one. Start the node again; then it joins the other cluster.</summary>
    public const int Islands = 72;

    /// <summary>No seed node let this node join. Check the network and start the node again.</summary>
    public const int NotJoined = 73;

    /// <summary>The wire versions of this node and of the cluster do not fit. A restart does not help.</summary>
    public const int WireVersion = 74;

    /// <summary>A TLS handshake with a seed failed, so the node could not join. Akka ends a node with the same number. Start the node again; if that happens several times, check the certificates.</summary>
    public const int Tls = 79;
}
