using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Membership;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Cluster.Reading;

/// <summary>
/// Sends each query to the readers of one node: this node if it has readers, else another node with the role db. In the registry it has the key of <see
/// cref="DbReaderRouterActor"/>, so callers need not know whether the process is part of a cluster.
/// </summary>
/// <remarks>
/// A router of Akka would drop a query when it has no routee, would not prefer the local node, and would not ask a second node. This actor refuses the query at once
/// when no node can be reached, and asks one other node when the node that runs the query is gone.
/// </remarks>
internal sealed class ReadSelectorActor : ReceiveActor
{
    /// <summary>The path of the readers' router on each node of the role db.</summary>
    private const string RouterPath = "/user/readers/router";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ReaderReach _reach;
    private readonly IActorRef _local;
    private readonly TimeProvider _time;
    private ReaderNodes _nodes;
    private int _turn;

    /// <param name="local">The readers' router of this node, or nobody.</param>
    /// <param name="reach">Is told whether a node can answer a read.</param>
    /// <param name="time">The clock of the deadlines.</param>
    public ReadSelectorActor(IActorRef local, ReaderReach reach, TimeProvider time)
    {
        (_local, _reach, _time) = (local, reach, time);
        _nodes = ReaderNodes.Of(local.IsNobody() ? null : _cluster.SelfAddress);
        Receive<IReadMessage>(OnRead);
        Receive<AskElsewhere>(OnAskElsewhere);
        Receive<ClusterEvent.MemberUp>(e => Change(e.Member, (nodes, node) => nodes.WithUp(node)));
        Receive<ClusterEvent.MemberExited>(e => Gone(e.Member));
        Receive<ClusterEvent.MemberDowned>(e => Gone(e.Member));
        Receive<ClusterEvent.MemberRemoved>(e => Gone(e.Member));
        Receive<ClusterEvent.UnreachableMember>(e =>
        {
            Change(e.Member, (nodes, node) => nodes.WithUnreachable(node));
            TellReads(e.Member.Address);
        });
        Receive<ClusterEvent.ReachableMember>(e => Change(e.Member, (nodes, node) => nodes.WithReachable(node)));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    private static ReadRefused None { get; } =
        new(ReadRefusal.NotReady, "No node with the database can be reached.", TimeSpan.FromSeconds(1));

    public static Props Props(IActorRef local, ReaderReach reach, TimeProvider time) => Akka.Actor.Props.Create(() => new ReadSelectorActor(local, reach, time));

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent));
        ShowReach();
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnRead(IReadMessage query)
    {
        if (_nodes.Choose(_turn++) is not { } node)
            Sender.Tell(None);
        else if (node == _nodes.Local)
            _local.Forward(query);
        else
            Context.ActorOf(RemoteRead.Props(query, Sender, Self, node, RouterAt(node), _time));
    }

    private void OnAskElsewhere(AskElsewhere again)
    {
        if (_nodes.Choose(_turn++, except: again.Not) is not { } node)
            Sender.Tell(NoOtherNode.Instance);
        else
            Sender.Tell(new OtherNode(node, RouterAt(node)));
    }

    private static ActorSelection RouterAt(Address node) => Context.ActorSelection(new RootActorPath(node) / RouterPath.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private void Gone(Member member)
    {
        Change(member, (nodes, node) => nodes.Without(node));
        TellReads(member.Address);
    }

    private void Change(Member member, Func<ReaderNodes, Address, ReaderNodes> change)
    {
        if (!member.HasRole(NodeRoles.DatabaseName) || member.UniqueAddress == _cluster.SelfUniqueAddress)
            return;
        _nodes = change(_nodes, member.Address);
        ShowReach();
    }

    private void ShowReach() => _reach.IsReached = _nodes.Choose(0) is not null;

    private static void TellReads(Address node)
    {
        var gone = new NodeGone(node);
        foreach (var read in Context.GetChildren())
            read.Tell(gone);
    }

    /// <summary>A read needs another node than this one.</summary>
    internal sealed record AskElsewhere(Address Not) : INoSerializationVerificationNeeded;

    /// <summary>The node that a read asks next.</summary>
    internal sealed record OtherNode(Address Node, ActorSelection Router) : INoSerializationVerificationNeeded;

    /// <summary>There is no other node.</summary>
    internal sealed record NoOtherNode : INoSerializationVerificationNeeded
    {
        public static readonly NoOtherNode Instance = new();
    }

    /// <summary>A node is unreachable, leaves or was removed.</summary>
    internal sealed record NodeGone(Address Node) : INoSerializationVerificationNeeded;
}
