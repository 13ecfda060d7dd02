using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>A process of the cluster, as this process sees it.</summary>
/// <param name="Address">Such as <c>akka.tcp://cryptoflow@10.0.0.5:8110</c>.</param>
/// <param name="Roles">The roles that the configuration gives to the process.</param>
/// <param name="Status">The status of Akka.Cluster in lower case, such as <c>up</c> or <c>leaving</c>.</param>
/// <param name="IsReachable">False while a node of the cluster gets no heartbeat from it.</param>
/// <param name="Version">The version of the program that runs there.</param>
public sealed record ClusterMember(string Address, ImmutableArray<string> Roles, string Status, bool IsReachable, string Version);

/// <summary>The place of a singleton: a part that runs once in the cluster.</summary>
/// <param name="Name">Such as <c>writer</c>, <c>collector/binance</c> or <c>trader/NO_ML-BYBIT-BTCUSDT</c>.</param>
/// <param name="Address">The process that runs it; null while no process runs it, or this process does not know which process does.</param>
/// <param name="Since">When this process learnt that the part runs there, ms UTC; null if not known.</param>
/// <param name="Epoch">The writer's epoch; null for other parts.</param>
public sealed record SingletonPlace(string Name, string? Address, long? Since, long? Epoch);

/// <summary>A change of the cluster.</summary>
/// <param name="At">When this process learnt of it, ms UTC.</param>
/// <param name="Change">Such as <c>member up</c>, <c>unreachable</c> or <c>leader</c>; <c>dropped</c> for changes that are not shown.</param>
/// <param name="Address">The process that has changed; null if the change concerns no process.</param>
/// <param name="Detail">The roles of a member; for dropped changes, their number in a sentence; or null.</param>
public sealed record ClusterNotice(long At, string Change, string? Address, string? Detail);
