using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>
/// What an operator sees of the cluster and can do to it. A process that runs alone has none. Safe for concurrent use: each method reads this process's view, or
/// starts a change that the cluster carries out later.
/// </summary>
public interface IClusterControl
{
    /// <summary>The address of this process, by which others call it.</summary>
    string Self { get; }

    /// <summary>The leader as this process sees it, or null.</summary>
    string? Leader { get; }

    /// <summary>All members, ordered by address.</summary>
    ImmutableArray<ClusterMember> Members { get; }

    /// <summary>The parts that exist once in the cluster.</summary>
    ImmutableArray<SingletonPlace> Singletons { get; }

    /// <summary>Joins the cluster of the process at an address. Does nothing in a process that is a member already.</summary>
    void Join(string address);

    /// <summary>Tells a member to leave: its parts move to other processes, then its program ends with exit code 0.</summary>
    void Leave(string address);

    /// <summary>Removes a member that does not answer. Its program must be dead, or must end by itself: two clusters would exist otherwise.</summary>
    void Down(string address);

    /// <summary>First the state of now as changes, then each change as this process learns of it. Ends when the token is cancelled.</summary>
    IAsyncEnumerable<ClusterNotice> TailAsync(CancellationToken ended);
}
