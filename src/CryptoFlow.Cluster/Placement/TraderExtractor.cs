using Akka.Cluster.Sharding;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Finds a paper trader: the entity is the strategy and the contract (<see cref="Trading.Live.TraderId.Name"/>). Traders share shards by a hash of their names,
/// because there may be hundreds of traders. A trader gets no message except Akka's own start message, which names the entity.
/// </summary>
internal sealed class TraderExtractor() : HashCodeMessageExtractor(Shards)
{
    /// <summary>About ten times the number of nodes of a large cluster. Every node must use the same number, in every version.</summary>
    private const int Shards = 64;

    public override string? EntityId(object message) => null;
}
