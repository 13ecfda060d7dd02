using Akka.Actor;
using CryptoFlow.Membership;
using CryptoFlow.Web.Http;
using static CryptoFlow.Web.Operations.LineValues;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The palette <c>cluster</c>. Lines and words follow Petabridge.Cmd if it has the same verb.</summary>
internal sealed class ClusterVerbs(ActorSystem system, IClusterControl? cluster = null)
{
    public VerbAnswer Show() => cluster is null
        ? Alone()
        : new List<OperationLine>([.. cluster.Members.Select(LineOf), OperationLine.Count(cluster.Members.Length, "nodes")]);

    public VerbAnswer Status() => cluster is null
        ? Alone()
        : new List<OperationLine>([.. cluster.Members.Where(m => m.Address == cluster.Self).Select(LineOf)]);

    public VerbAnswer Leader() => cluster is null
        ? Alone()
        : new List<OperationLine> { new(new LineField("leader", cluster.Leader, cluster.Leader ?? "There is no leader now.")) };

    public VerbAnswer Singletons() => cluster is null
        ? Alone()
        : new List<OperationLine>([.. cluster.Singletons.Select(LineOf)]);

    /// <summary>Refused in a member, because Akka would ignore the join without a word.</summary>
    /// <exception cref="InputException">The address cannot be read.</exception>
    public VerbAnswer Join(OperationRequest.Call call)
    {
        if (cluster is null)
            return NoCluster();
        var address = AddressOf(call["address"]);
        if (cluster.Members.Any(m => m.Address == cluster.Self))
            return Refused($"{cluster.Self} is a member of a cluster already. A node joins another cluster only after it has left (cluster leave) and was started again.");
        cluster.Join(address);
        return new List<OperationLine> { new(new("address", address), new("state", "joining")) };
    }

    /// <summary>Refused while another member is unreachable: then the cluster removes no member, so the node would end without having left.</summary>
    /// <exception cref="InputException">The address cannot be read, or is no member's.</exception>
    public VerbAnswer Leave(OperationRequest.Call call)
    {
        if (cluster is null)
            return NoCluster();
        var address = call.Find("address") is { } text ? MemberOf(text) : cluster.Self;
        var unreachable = cluster.Members.Where(m => !m.IsReachable && m.Address != address).Select(m => m.Address).ToList();
        if (unreachable.Count > 0)
            return Refused($"{string.Join(", ", unreachable)} cannot be reached. No node can leave until the cluster reaches it again, or until you remove it (cluster down).");
        cluster.Leave(address);
        return new List<OperationLine> { new(new("address", address), new("state", "leaving")) };
    }

    /// <exception cref="InputException">The address cannot be read, or is no member's.</exception>
    public VerbAnswer Down(OperationRequest.Call call)
    {
        if (cluster is null)
            return NoCluster();
        var address = MemberOf(call["address"]);
        cluster.Down(address);
        return new List<OperationLine> { new(new("address", address), new("state", "down")) };
    }

    public VerbAnswer DownUnreachable()
    {
        if (cluster is null)
            return NoCluster();
        var unreachable = cluster.Members.Where(m => !m.IsReachable).ToList();
        foreach (var member in unreachable)
            cluster.Down(member.Address);
        return new List<OperationLine>(
            [.. unreachable.Select(m => new OperationLine(new("address", m.Address), new("state", "down"))), OperationLine.Count(unreachable.Count, "nodes")]);
    }

    /// <summary>Streams until the caller disconnects.</summary>
    public VerbAnswer Tail(CancellationToken aborted) => cluster is null
        ? NoCluster()
        : new VerbAnswer(cluster.TailAsync(aborted).Select(LineOf));

    private static OperationLine LineOf(ClusterMember member) => new(
        new("address", member.Address),
        new("roles", string.Join(',', member.Roles), $"[{string.Join(',', member.Roles)}]"),
        new("status", member.Status),
        new("reachable", member.IsReachable, member.IsReachable ? "" : "unreachable"),
        new("version", member.Version));

    private static OperationLine LineOf(SingletonPlace place) => new(
        new("singleton", place.Name),
        new("address", place.Address, place.Address ?? "runs nowhere now"),
        new("since", place.Since, place.Since is { } since ? $"since {TimeText(since)}" : "since not known"),
        new("epoch", place.Epoch, place.Epoch is { } epoch ? $"epoch {epoch}" : ""));

    private static OperationLine LineOf(ClusterNotice notice) => new(
        Time("at", notice.At), new("change", notice.Change), new("address", notice.Address), new("detail", notice.Detail));

    private static Problem NoCluster() => Refused("This process runs alone. CryptoFlow:Cluster:Enabled makes it a member of a cluster.");

    private static Problem Refused(string sentence) => new(StatusCodes.Status409Conflict, sentence);

    private List<OperationLine> Alone() => [OperationLine.Say($"akka://{system.Name} runs alone: one process with all roles, and no cluster.")];

    private string MemberOf(string text)
    {
        var address = AddressOf(text);
        return cluster!.Members.Any(m => m.Address == address)
            ? address
            : throw new InputException($"There is no member {SeriesInput.Quote(address)}; the members are {string.Join(", ", cluster.Members.Select(m => m.Address))}.");
    }

    /// <summary>Takes a whole address, or <c>host:port</c>. All nodes have the same protocol as this node; the protocol depends on TLS.</summary>
    private string AddressOf(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{Address.Parse(cluster!.Self).Protocol}://{system.Name}@{text}";
        return Address.TryParse(whole, out var address) && address.Host is not null && address.Port is not null
            ? address.ToString()
            : throw new InputException($"address is '{SeriesInput.Quote(text)}'; an address is such as akka.tcp://{system.Name}@10.0.0.5:8110, or 10.0.0.5:8110.");
    }
}
