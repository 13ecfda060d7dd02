using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Wire;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Brings this node into the cluster and watches that there is only one: asks the seeds for their wire version, joins, and then asks the seeds that are no
/// members who their members are. Answers the same questions of others.
/// </summary>
internal sealed class NodeActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan GreetingsWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookForMembersEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForIslandsEvery = TimeSpan.FromSeconds(15);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ImmutableArray<Address> _seeds;
    private readonly Action<string, int> _end;
    private readonly ILogger _logger;

    /// <param name="seeds">The seed nodes of the configuration.</param>
    /// <param name="end">Ends the program, with a sentence and an exit code.</param>
    /// <param name="logger">The log.</param>
    public NodeActor(ImmutableArray<Address> seeds, Action<string, int> end, ILogger logger)
    {
        (_seeds, _end, _logger) = (seeds, end, logger);
        Receive<string>(text => text == NodeGreeting.Question, _ => Sender.Tell(Own().ToString()));
        Receive<string>(OnGreeting);
        Receive<JoinDue>(_ => _cluster.JoinSeedNodes(_seeds));
        Receive<LookForMembers>(_ => AskStrangers());
        Receive<LookForIslands>(_ => AskStrangers());
        Receive<ClusterEvent.MemberUp>(e =>
        {
            if (e.Member.UniqueAddress != _cluster.SelfUniqueAddress)
                return;
            _logger.Joined();
            Timers.Cancel(nameof(LookForMembers));
            Timers.StartPeriodicTimer(nameof(LookForIslands), LookForIslands.Instance, LookForIslandsEvery);
        });
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ImmutableArray<Address> seeds, Action<string, int> end, ILogger logger) => Akka.Actor.Props.Create(() => new NodeActor(seeds, end, logger));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        AskStrangers();

        // Seeds that do not answer in time do not hold up the join: they may not be started yet.
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, _seeds.All(s => s == _cluster.SelfAddress) ? TimeSpan.Zero : GreetingsWithin);
        Timers.StartPeriodicTimer(nameof(LookForMembers), LookForMembers.Instance, LookForMembersEvery);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private NodeGreeting Own() => new(WireVersions.Own, Members());

    private ImmutableSortedSet<string> Members() => _cluster.State.Members.Any(m => m.UniqueAddress == _cluster.SelfUniqueAddress)
        ? [.. _cluster.State.Members.Where(m => m.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.WeaklyUp).Select(m => m.Address.ToString())]
        : [];

    /// <summary>Asks the seeds that are no members of this node's cluster.</summary>
    private void AskStrangers()
    {
        var members = _cluster.State.Members.Select(m => m.Address).ToHashSet();
        foreach (var seed in _seeds.Where(s => s != _cluster.SelfAddress && !members.Contains(s)))
        {
            // The other node hears of this node's cluster, too, because it need not know this node.
            var stranger = Context.ActorSelection(new RootActorPath(seed) / "user" / Self.Path.Name);
            stranger.Tell(NodeGreeting.Question);
            stranger.Tell(Own().ToString());
        }
    }

    private void OnGreeting(string text)
    {
        if (NodeGreeting.Parse(text) is not { } greeting)
            return;
        var other = Sender.Path.Address;
        var (own, others) = (Members(), greeting.Members);
        if (own.IsEmpty && !others.IsEmpty && WireVersions.Own.FindMisfit(greeting.Versions) is { } misfit)
        {
            End($"This node does not join the cluster of {other}: {misfit} Update one release at a time.", NodeExitCodes.WireVersion);
            return;
        }

        // Akka asks the seeds again after seed-node-timeout only. A seed that is a member now takes this node at once.
        if (own.IsEmpty && !others.IsEmpty && others.Contains(other.ToString()))
            _cluster.Join(other);
        if (Islands.MustEnd(own, others))
        {
            End(
                $"There are two clusters: this node's with {own.Count} members, and that of {other} with {others.Count}. This node ends, so that it joins the other when it is started again.",
                NodeExitCodes.Islands);
        }
    }

    private void End(string sentence, int exitCode)
    {
        Timers.CancelAll();
        _end(sentence, exitCode);
    }

    private sealed record JoinDue
    {
        public static readonly JoinDue Instance = new();
    }

    private sealed record LookForMembers
    {
        public static readonly LookForMembers Instance = new();
    }

    private sealed record LookForIslands
    {
        public static readonly LookForIslands Instance = new();
    }
}
