namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Counts the members that this node has seen removed without a leave. A gauge of unreachable members does not show them, because the cluster removes such a member
/// after some seconds, between two scrapes. Safe for concurrent use.
/// </summary>
public sealed class LostMembers
{
    private long _count;

    /// <summary>The number since the start of this process.</summary>
    public long Count => Interlocked.Read(ref _count);

    internal void Add() => Interlocked.Increment(ref _count);
}
