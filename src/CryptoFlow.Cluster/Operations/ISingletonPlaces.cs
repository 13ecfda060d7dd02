using System.Collections.Immutable;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>Where the singletons run, as this process knows it. Safe for concurrent use.</summary>
public interface ISingletonPlaces
{
    ImmutableArray<SingletonPlace> Now { get; }
}
