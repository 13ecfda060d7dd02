using Akka.Cluster.Sharding;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Finds a paper trader: the entity is the strategy and the contract (<see cref="Trading.Live.TraderId.Name"/>). Traders share shards by a hash of their names,
/// because there may be hundreds. A trader gets no message but Akka's own start, which names the entity.
/// </summary>
internal sealed class TraderExtractor() : HashCodeMessageExtractor(Shards)
{
    /// <summary>Ten times more than the nodes that anybody will have. Every node must use the same number, in every version.</summary>
    private const int Shards = 64;

    public override string? EntityId(object message) => null;
}
