namespace CryptoFlow.Cluster.Wire;

/// <summary>
/// The versions of the wire format that a node writes and reads (Wire/DESIGN.md, Versions). Two nodes fit if each reads what the other writes.
/// </summary>
/// <param name="Written">The version of every message that the node sends, at least 1.</param>
/// <param name="Oldest">The oldest version that the node reads.</param>
/// <param name="Newest">The newest version that the node reads.</param>
public readonly record struct WireVersions(int Written, int Oldest, int Newest)
{
    /// <summary>The versions of this program.</summary>
    public static WireVersions Own { get; } = new(Written: 1, Oldest: 1, Newest: 1);

    public bool Reads(int version) => version >= Oldest && version <= Newest;

    /// <summary>Why these two nodes cannot work together, in one sentence; null if they can.</summary>
    /// <param name="other">The versions of the other node.</param>
    public string? FindMisfit(WireVersions other)
    {
        if (!Reads(other.Written))
            return $"This node reads messages of wire version {Range(this)}, and the other node sends version {other.Written}.";
        return other.Reads(Written) ? null : $"This node sends messages of wire version {Written}, and the other node reads version {Range(other)}.";
    }

    private static string Range(WireVersions versions) =>
        versions.Oldest == versions.Newest ? $"{versions.Newest}" : $"{versions.Oldest} to {versions.Newest}";
}
