using System.Collections.Concurrent;
using System.Collections.Immutable;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Placement;

/// <summary>Where the collectors and traders run, from their reports. One per process. Safe for concurrent use.</summary>
public sealed class EntityBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SingletonPlace> _places = new(StringComparer.Ordinal);

    /// <summary>Ordered by name.</summary>
    public ImmutableArray<SingletonPlace> Places => [.. _places.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>An entity has reported itself.</summary>
    /// <param name="name">Such as <c>collector/binance</c>.</param>
    /// <param name="address">The node that runs it.</param>
    internal void Seen(string name, string address)
    {
        if (!_places.TryGetValue(name, out var known) || known.Address != address)
            _places[name] = new SingletonPlace(name, address, time.GetUtcNow().ToUnixTimeMilliseconds(), null);
    }

    /// <summary>No node reports the entity any more.</summary>
    internal void Lost(string name)
    {
        if (_places.TryGetValue(name, out var known) && known.Address is not null)
            _places[name] = known with { Address = null, Since = null };
    }
}
