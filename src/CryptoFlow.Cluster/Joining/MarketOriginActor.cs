using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Endings;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Ends this node if an older member stores or collects candles of the other origin. Otherwise a collector that was started without <c>--demo</c> would write real
/// candles into the demo's file, and one with it simulated candles into the real file: the writer cannot tell them apart.
/// </summary>
internal sealed class MarketOriginActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly List<Member> _up = [];
    private readonly Action<string, int> _end;

    /// <param name="end">Ends the program, with a sentence and an exit code.</param>
    public MarketOriginActor(Action<string, int> end)
    {
        _end = end;
        Receive<ClusterEvent.MemberUp>(e =>
        {
            _up.Add(e.Member);
            Judge();
        });
        Receive<ClusterEvent.MemberRemoved>(e => _up.RemoveAll(member => member.UniqueAddress == e.Member.UniqueAddress));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    public static Props Props(Action<string, int> end) => Akka.Actor.Props.Create(() => new MarketOriginActor(end));

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    /// <summary>Of two members, all nodes agree which is older. So exactly one of the two ends.</summary>
    private void Judge()
    {
        if (_up.Find(member => member.UniqueAddress == _cluster.SelfUniqueAddress) is not { } self)
            return;
        if (_up.Find(member => member.IsOlderThan(self) && MarketRoles.Differ(member, self)) is { } older)
        {
            _end(
                $"This node takes its candles {MarketRoles.NameOf(self)}, and {older.Address} takes them {MarketRoles.NameOf(older)}. Both would write into one file, so this node ends. "
                + "Give --demo to all nodes with the role db or collector, or to none.",
                NodeExitCodes.WrongUse);
        }
    }
}
