using Akka.Cluster.Sharding;
using CryptoFlow.Collectors;
using CryptoFlow.Market;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Finds the collector of a request: the entity is the exchange. Each exchange is a shard of its own, because Akka spreads shards, not entities, over the nodes. With
/// a hash, two of three exchanges could share a shard, and so a node, for ever.
/// </summary>
internal sealed class CollectorExtractor : IMessageExtractor
{
    public string? EntityId(object message) => (message as IExchangeRequest)?.Exchange.ToWireName();

    public object? EntityMessage(object message) => message;

    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
