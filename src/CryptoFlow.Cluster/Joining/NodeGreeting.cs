using System.Collections.Immutable;
using System.Globalization;
using CryptoFlow.Cluster.Wire;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// What a node tells another node before the two are in one cluster: its wire versions, and the members of its cluster. Sent as one line of text, so that nodes
/// of all wire versions can read it. The form of the line never changes; a newer version adds words at its end.
/// </summary>
/// <param name="Versions">The versions of the wire format.</param>
/// <param name="Members">The members that are up or leaving, as the node sees them; empty while the node is no member itself.</param>
internal sealed record NodeGreeting(WireVersions Versions, ImmutableSortedSet<string> Members)
{
    /// <summary>The question, to <c>/user/node</c> of the other node.</summary>
    public const string Question = "cryptoflow greeting?";

    private const string First = "cryptoflow-greeting";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{First} wire {Versions.Written} {Versions.Oldest} {Versions.Newest} members {string.Join(',', Members)}");

    /// <summary>Null if the text is no greeting.</summary>
    public static NodeGreeting? Parse(string? text)
    {
        if (text?.Split(' ') is not [First, "wire", var written, var oldest, var newest, "members", var members, ..]
            || !TryParse(written, out var w) || !TryParse(oldest, out var o) || !TryParse(newest, out var n))
            return null;
        return new NodeGreeting(new WireVersions(w, o, n), [.. members.Split(',', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
