namespace CryptoFlow.Cluster.Placement;

/// <summary>The roles of nodes on which entities run.</summary>
public static class PlacementRoles
{
    /// <summary>Runs exchange collectors, one for each exchange in the whole cluster.</summary>
    public const string Collector = "collector";

    /// <summary>Runs paper traders, one for each strategy and contract in the whole cluster.</summary>
    public const string Paper = "paper";
}

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
