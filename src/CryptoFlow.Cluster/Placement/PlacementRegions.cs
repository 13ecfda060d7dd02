namespace CryptoFlow.Cluster.Placement;

/// <summary>The key in the actor registry of the way to the collectors: the shard region on a node with the role, a proxy on any other node.</summary>
public sealed class CollectorRegion
{
    private CollectorRegion()
    {
    }
}

/// <summary>The key in the actor registry of the shard region of the paper traders. Only nodes with the role have it: nobody sends a trader anything.</summary>
public sealed class TraderRegion
{
    private TraderRegion()
    {
    }
}
