using System.Collections.Immutable;
using System.Globalization;
using CryptoFlow.Cluster.Wire;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// The message of a node to a node outside its cluster: the wire versions of the sender, and the members of its cluster. The greeting is one line of text, so that
/// nodes of all wire versions can read it. The form of the line never changes; a newer version adds words at the end.
/// </summary>
/// <param name="Versions">The versions of the wire format.</param>
/// <param name="Members">The members that are up or leaving, as the node sees them; empty while the node is no member itself.</param>
internal sealed record NodeGreeting(WireVersions Versions, ImmutableSortedSet<NodeIdentity> Members)
{
    /// <summary>The question, to <c>/user/node</c> of the other node.</summary>
    public const string Question = "cryptoflow greeting?";

    private const string First = "cryptoflow-greeting";

    /// <summary>The word before the incarnations of the members, which are in the order of the members. Earlier versions of this program do not write them.</summary>
    private const string Incarnations = "incarnations";

    /// <summary>Before the number of members that can be reached. Earlier versions of this program do not write it.</summary>
    private const string CanBeReached = "reachable";

    /// <summary>How many of the members the node can reach, itself included. Of a node of an earlier version: all.</summary>
    public int Reachable { get; init; } = Members.Count;

    public override string ToString()
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{First} wire {Versions.Written} {Versions.Oldest} {Versions.Newest} members {string.Join(',', Members.Select(m => m.Address))}");
        return Members.IsEmpty || Members.Any(m => m.Incarnation is null)
            ? line
            : string.Create(
                CultureInfo.InvariantCulture, $"{line} {Incarnations} {string.Join(',', Members.Select(m => m.Incarnation!.Value.ToString(CultureInfo.InvariantCulture)))} {CanBeReached} {Reachable}");
    }

    /// <summary>Null if the text is no greeting.</summary>
    public static NodeGreeting? Parse(string? text)
    {
        if (text?.Split(' ') is not [First, "wire", var written, var oldest, var newest, "members", var members, .. var more]
            || !TryParse(written, out var w) || !TryParse(oldest, out var o) || !TryParse(newest, out var n))
            return null;
        var addresses = members.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var incarnations = more is [Incarnations, var list, ..] ? list.Split(',') : [];
        var greeting = new NodeGreeting(
            new WireVersions(w, o, n),
            [.. addresses.Select((address, i) => new NodeIdentity(
                address,
                incarnations.Length == addresses.Length && int.TryParse(incarnations[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var uid) ? uid : null))]);
        return more is [_, _, CanBeReached, var reachable, ..] && TryParse(reachable, out var count) ? greeting with { Reachable = count } : greeting;
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
