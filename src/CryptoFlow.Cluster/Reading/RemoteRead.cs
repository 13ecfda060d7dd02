using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Cluster.Reading.ReadSelectorActor;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Cluster.Reading;

/// <summary>
/// Runs one query on another node and passes the answer to the asker. If that node leaves, is not ready, or does not answer within half of the query's time, the
/// query is sent to one other node with the time that is left. Stops after the first answer, or when nobody waits for the answer any more.
/// </summary>
/// <remarks>
/// The states: the first node runs the query; the selector chooses another node; the last node runs the query. A node that was stopped or cut off counts as unreachable
/// only after some seconds without heartbeats, so silence for half of the query's time is reason enough to ask another node.
/// </remarks>
internal sealed class RemoteRead : ReceiveActor
{
    /// <summary>An answer that comes this much later than the deadline is still passed on. The asker has given up by then.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly IReadMessage _query;
    private readonly IActorRef _asker;
    private readonly IActorRef _selector;
    private readonly Deadline _deadline;
    private readonly TimeProvider _time;
    private readonly ActorSelection _router;
    private Address _node;

    /// <summary>The refusal to pass on if there is no other node. Null while the first node is only silent: it may still answer.</summary>
    private ReadRefused? _refused;

    /// <param name="query">The query.</param>
    /// <param name="asker">Gets the answer.</param>
    /// <param name="selector">Chooses the other node.</param>
    /// <param name="node">The node that is asked first.</param>
    /// <param name="router">The readers' router of this node.</param>
    /// <param name="time">The clock.</param>
    public RemoteRead(IReadMessage query, IActorRef asker, IActorRef selector, Address node, ActorSelection router, TimeProvider time)
    {
        (_query, _asker, _selector, _node, _router, _time) = (query, asker, selector, node, router, time);
        _deadline = Deadline.In(query.Remaining, time);
        FirstNodeRuns();
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

    private void FirstNodeRuns()
    {
        Receive<ReadRefused>(refused => refused.Reason == ReadRefusal.NotReady, LookElsewhere);
        Receive<IReadReply>(End);
        Receive<NodeGone>(gone =>
        {
            if (gone.Node == _node)
                LookElsewhere(Gone);
        });
        Receive<ReceiveTimeout>(_ => LookElsewhere(null));
    }

    private void SelectorChooses()
    {
        Receive<ReadRefused>(refused => refused.Reason == ReadRefusal.NotReady, refused => _refused ??= refused);
        Receive<IReadReply>(End);
        Receive<NodeGone>(gone =>
        {
            if (gone.Node == _node)
                _refused ??= Gone;
        });
        Receive<OtherNode>(Ask);
        Receive<NoOtherNode>(_ => OnNoOtherNode());
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
    }

    private void LastNodeRuns()
    {
        Receive<IReadReply>(End);
        Receive<NodeGone>(gone =>
        {
            if (gone.Node == _node)
                End(Gone);
        });
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
    }

    private void LookElsewhere(ReadRefused? refused)
    {
        _refused = refused;
        Context.SetReceiveTimeout(TimeSpan.FromTicks(Math.Max(0, _deadline.Remaining(_time).Ticks)) + Grace);
        Become(SelectorChooses);
        _selector.Tell(new AskElsewhere(_node));
    }

    private void OnNoOtherNode()
    {
        if (_refused is { } refused)
            End(refused);
        else
            Become(LastNodeRuns);
    }

    private void Ask(OtherNode other)
    {
        if (_deadline.HasPassed(_time))
        {
            Context.Stop(Self);
            return;
        }

        _node = other.Node;
        Become(LastNodeRuns);
        other.Router.Tell(_query.WithRemaining(_deadline.Remaining(_time)));
    }

    private void End(IReadReply reply)
    {
        _asker.Tell(reply);
        Context.Stop(Self);
    }
}
