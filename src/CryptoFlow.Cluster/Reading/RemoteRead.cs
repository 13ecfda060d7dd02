using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Cluster.Reading.ReadSelectorActor;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Cluster.Reading;

/// <summary>
/// One query that runs on another node: passes the answer to the asker. If that node goes, is not ready, or has not answered in half of the query's time, the query is
/// asked on another node, once. Ends with the first answer, or when nobody waits for it any more.
/// </summary>
/// <remarks>
/// A node that was stopped or cut off is noticed only after some seconds, when its heartbeats are missed. Until then nothing but its silence tells.
/// </remarks>
internal sealed class RemoteRead : ReceiveActor
{
    private readonly IReadMessage _query;
    private readonly IActorRef _asker;
    private readonly IActorRef _selector;
    private readonly Deadline _deadline;
    private readonly TimeProvider _time;
    private readonly ActorSelection _router;
    private Address _node;
    private bool _askedElsewhere;
    private bool _isSilent;
    private ReadRefused? _refused;

    /// <param name="query">The query.</param>
    /// <param name="asker">Gets the answer.</param>
    /// <param name="selector">Says which other node can be asked.</param>
    /// <param name="node">The node that is asked first.</param>
    /// <param name="router">Its readers' router.</param>
    /// <param name="time">The clock.</param>
    public RemoteRead(IReadMessage query, IActorRef asker, IActorRef selector, Address node, ActorSelection router, TimeProvider time)
    {
        (_query, _asker, _selector, _node, _router, _time) = (query, asker, selector, node, router, time);
        _deadline = Deadline.In(query.Remaining, time);
        Receive<ReadRefused>(r => r.Reason == ReadRefusal.NotReady && !_askedElsewhere, AskElsewhere);
        Receive<IReadReply>(End);
        Receive<NodeGone>(gone => gone.Node == _node, _ => AskElsewhere(null));
        Receive<NodeGone>(_ => { });
        Receive<OtherNode>(Ask);
        Receive<NoOtherNode>(_ => OnNoOtherNode());
        Receive<ReceiveTimeout>(_ => OnSilence());
    }

    private static ReadRefused Gone { get; } =
        new(ReadRefusal.NotReady, "The node that read the database is gone, and no other can be reached.", TimeSpan.FromSeconds(1));

    public static Props Props(IReadMessage query, IActorRef asker, IActorRef selector, Address node, ActorSelection router, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new RemoteRead(query, asker, selector, node, router, time));

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(_query.Remaining / 2);
        _router.Tell(_query);
    }

    private void OnSilence()
    {
        if (_isSilent)
        {
            Context.Stop(Self);
            return;
        }

        _isSilent = true;

        // The asker has given up at its deadline. A little later an answer has no use.
        Context.SetReceiveTimeout(TimeSpan.FromTicks(Math.Max(0, _deadline.Remaining(_time).Ticks)) + TimeSpan.FromSeconds(1));
        if (_askedElsewhere)
            return;
        _askedElsewhere = true;
        _selector.Tell(new AskElsewhere(_node));
    }

    /// <summary>A node that is only silent may still answer.</summary>
    private void OnNoOtherNode()
    {
        if (_refused is not null || !_isSilent)
            End(_refused ?? Gone);
    }

    private void AskElsewhere(ReadRefused? refused)
    {
        _refused = refused;
        if (_askedElsewhere)
        {
            End(refused ?? Gone);
            return;
        }

        _askedElsewhere = true;
        _selector.Tell(new AskElsewhere(_node));
    }

    private void Ask(OtherNode other)
    {
        _node = other.Node;
        if (_deadline.HasPassed(_time))
            Context.Stop(Self);
        else
            other.Router.Tell(_query);
    }

    private void End(IReadReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}
