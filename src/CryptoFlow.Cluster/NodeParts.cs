using System.Collections.Immutable;

namespace CryptoFlow.Cluster;

/// <summary>The names of the singletons. Collectors and traders are not singletons but entities (<c>Placement</c>).</summary>
internal static class NodeParts
{
    public const string Writer = "writer";

    /// <summary>The names of all singletons.</summary>
    public static ImmutableArray<string> Singletons { get; } = [Writer];
}
