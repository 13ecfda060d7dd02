namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// A node as a member of a cluster. A restarted process has the address of its predecessor, but is another member. Only the incarnation tells the two apart.
/// </summary>
/// <param name="Address">The address, such as <c>akka.tcp://cryptoflow@10.0.0.5:8110</c>.</param>
/// <param name="Incarnation">Akka's number of the process. Null if a node of an earlier version does not say it.</param>
internal readonly record struct NodeIdentity(string Address, int? Incarnation) : IComparable<NodeIdentity>
{
    public int CompareTo(NodeIdentity other) =>
        string.CompareOrdinal(Address, other.Address) is not 0 and var order ? order : Nullable.Compare(Incarnation, other.Incarnation);

    /// <summary>Whether both can be the same process.</summary>
    public bool Matches(NodeIdentity other) =>
        Address == other.Address && (Incarnation is null || other.Incarnation is null || Incarnation == other.Incarnation);

    public override string ToString() => Incarnation is { } incarnation ? $"{Address}#{incarnation}" : Address;
}
