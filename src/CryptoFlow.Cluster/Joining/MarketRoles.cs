using System.Collections.Immutable;
using Akka.Cluster;
using CryptoFlow.Membership;
using CryptoFlow.Storage;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// The origin of a node's candles as a role of Akka's, so that each member knows it of each other member from the first moment on. Operators see only the roles of the
/// configuration.
/// </summary>
internal static class MarketRoles
{
    private const string Simulator = "market-simulator";
    private const string Exchanges = "market-exchanges";

    /// <summary>The role of a node that stores or collects candles; empty for other nodes, which take any candles.</summary>
    public static ImmutableArray<string> Of(NodeRoles roles, MarketOrigin origin) =>
        roles.Database || roles.Collector ? [origin == MarketOrigin.Simulator ? Simulator : Exchanges] : [];

    /// <summary>The origin of a member's candles; null if the member takes any candles, or comes from an earlier version.</summary>
    public static MarketOrigin? FindOrigin(Member member) =>
        member.HasRole(Simulator) ? MarketOrigin.Simulator : member.HasRole(Exchanges) ? MarketOrigin.Exchanges : null;

    /// <summary>Whether the candles of two members come from different origins. Members of earlier versions have no origin.</summary>
    public static bool Differ(Member one, Member other) =>
        FindOrigin(one) is { } first && FindOrigin(other) is { } second && first != second;

    /// <summary>Where the candles of a member come from, as the end of a sentence.</summary>
    public static string NameOf(Member member) => member.HasRole(Simulator) ? "from the simulator (--demo)" : "from the exchanges";
}
