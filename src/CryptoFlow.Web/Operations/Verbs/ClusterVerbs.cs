using Akka.Actor;
using CryptoFlow.Membership;
using CryptoFlow.Web.Http;
using static CryptoFlow.Web.Operations.LineValues;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The palette <c>cluster</c>. Lines and words are those of Petabridge.Cmd where it has them.</summary>
internal sealed class ClusterVerbs(ActorSystem system, IServiceProvider services)
{
    private readonly IClusterControl? _cluster = services.GetService<IClusterControl>();

    public VerbAnswer Show() => _cluster is null
        ? Alone()
        : new List<OperationLine>([.. _cluster.Members.Select(LineOf), OperationLine.Count(_cluster.Members.Length, "nodes")]);

    public VerbAnswer Status() => _cluster is null
        ? Alone()
        : new List<OperationLine>([.. _cluster.Members.Where(m => m.Address == _cluster.Self).Select(LineOf)]);

    public VerbAnswer Leader() => _cluster is null
        ? Alone()
        : new List<OperationLine> { new(new LineField("leader", _cluster.Leader, _cluster.Leader ?? "There is no leader now.")) };

    public VerbAnswer Singletons() => _cluster is null
        ? Alone()
        : new List<OperationLine>([.. _cluster.Singletons.Select(LineOf)]);

    /// <exception cref="InputException">The address cannot be read.</exception>
    public VerbAnswer Join(OperationRequest.Call call)
    {
        if (_cluster is null)
            return NoCluster();
        var address = AddressOf(call["address"]);
        _cluster.Join(address);
        return new List<OperationLine> { new(new("address", address), new("state", "joining")) };
    }

    /// <summary>Refused while a member is unreachable: the cluster removes nobody then, so the member would end without having left.</summary>
    /// <exception cref="InputException">The address cannot be read, or is no member's.</exception>
    public VerbAnswer Leave(OperationRequest.Call call)
    {
        if (_cluster is null)
            return NoCluster();
        var address = call.Find("address") is { } text ? MemberOf(text) : _cluster.Self;
        var unreachable = _cluster.Members.Where(m => !m.IsReachable && m.Address != address).Select(m => m.Address).ToList();
        if (unreachable.Count > 0)
            return Refused($"{string.Join(", ", unreachable)} cannot be reached, and the cluster lets nobody leave until it is reached again or removed (cluster down).");
        _cluster.Leave(address);
        return new List<OperationLine> { new(new("address", address), new("state", "leaving")) };
    }

    /// <exception cref="InputException">The address cannot be read, or is no member's.</exception>
    public VerbAnswer Down(OperationRequest.Call call)
    {
        if (_cluster is null)
            return NoCluster();
        var address = MemberOf(call["address"]);
        _cluster.Down(address);
        return new List<OperationLine> { new(new("address", address), new("state", "down")) };
    }

    public VerbAnswer DownUnreachable()
    {
        if (_cluster is null)
            return NoCluster();
        var unreachable = _cluster.Members.Where(m => !m.IsReachable).ToList();
        foreach (var member in unreachable)
            _cluster.Down(member.Address);
        return new List<OperationLine>(
            [.. unreachable.Select(m => new OperationLine(new("address", m.Address), new("state", "down"))), OperationLine.Count(unreachable.Count, "nodes")]);
    }

    /// <summary>Streams until the caller goes.</summary>
    public VerbAnswer Tail(CancellationToken aborted) => _cluster is null
        ? NoCluster()
        : new VerbAnswer(_cluster.TailAsync(aborted).Select(LineOf));

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
        return _cluster!.Members.Any(m => m.Address == address)
            ? address
            : throw new InputException($"There is no member {SeriesInput.Quote(address)}; the members are {string.Join(", ", _cluster.Members.Select(m => m.Address))}.");
    }

    /// <summary>Takes a whole address, or <c>host:port</c>. All nodes have the protocol of this node: with TLS another one.</summary>
    private string AddressOf(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{Address.Parse(_cluster!.Self).Protocol}://{system.Name}@{text}";
        return Address.TryParse(whole, out var address) && address.Host is not null && address.Port is not null
            ? address.ToString()
            : throw new InputException($"address is '{SeriesInput.Quote(text)}'; an address is such as akka.tcp://{system.Name}@10.0.0.5:8110, or 10.0.0.5:8110.");
    }
}
