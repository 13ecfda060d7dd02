using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>
/// Shows an operator the cluster, and changes it on the operator's command. A process that runs alone does not have this service. Safe for concurrent use: each
/// method reads this process's view, or starts a change that the cluster carries out later.
/// </summary>
public interface IClusterControl
{
    /// <summary>The address of this process, by which others call it.</summary>
    string Self { get; }

    /// <summary>The leader as this process sees it, or null.</summary>
    string? Leader { get; }

    /// <summary>All members, ordered by address.</summary>
    ImmutableArray<ClusterMember> Members { get; }

    /// <summary>The singletons: the parts that run once in the cluster.</summary>
    ImmutableArray<SingletonPlace> Singletons { get; }

    /// <summary>Joins the cluster of the process at an address. Does nothing in a process that is a member already.</summary>
    void Join(string address);

    /// <summary>Tells a member to leave the cluster. Its singletons move to other processes, and then its program ends with exit code 0.</summary>
    void Leave(string address);

    /// <summary>
    /// Removes a member that does not answer. The caller must be sure that its program is dead or will end by itself. Otherwise two clusters would exist.
    /// </summary>
    void Down(string address);

    /// <summary>Returns the present state as changes, and then each change when this process learns of it. Ends when the token is cancelled.</summary>
    IAsyncEnumerable<ClusterNotice> TailAsync(CancellationToken ended);
}
