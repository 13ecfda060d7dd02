namespace CryptoFlow.Cluster.Placement;

/// <summary>The key of the collectors in the actor registry: the shard region on a node with the role, a proxy on any other node.</summary>
public sealed class CollectorRegion
{
    private CollectorRegion()
    {
    }
}

/// <summary>The key of the paper traders' shard region in the actor registry. Only nodes with the role have it, because no other part sends messages to traders.</summary>
public sealed class TraderRegion
{
    private TraderRegion()
    {
    }
}
