using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Cluster.Security;
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

    /// <summary>A join that was begun has this long before Akka is told all seeds: that makes Akka forget the join.</summary>
    private static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A node that no seed has answered by then ends, if a TLS handshake with a seed has failed. Shorter than the time after which the first seed founds a cluster
    /// (<c>seed-node-timeout</c>): else a first seed with a wrong certificate would found a cluster of its own beside the others.
    /// </summary>
    private static readonly TimeSpan SeedsAnswerWithin = TimeSpan.FromSeconds(10);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ImmutableArray<Address> _seeds;
    private readonly Action<string, int> _end;
    private readonly LostMembers _lost;
    private readonly DialFaults _faults;
    private readonly ILogger _logger;
    private readonly LastingVerdicts _islands;
    private readonly LastingVerdicts _oneSided;
    private bool _hasBegunToJoin;

    /// <param name="seeds">The seed nodes of the configuration.</param>
    /// <param name="end">Ends the program, with a sentence and an exit code.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lost">Counts the members that are removed without a leave.</param>
    /// <param name="faults">The seeds with which a TLS handshake has failed.</param>
    /// <param name="logger">The log.</param>
    public NodeActor(ImmutableArray<Address> seeds, Action<string, int> end, TimeProvider time, LostMembers lost, DialFaults faults, ILogger logger)
    {
        (_seeds, _end, _lost, _faults, _logger) = (seeds, end, lost, faults, logger);
        (_islands, _oneSided) = (new LastingVerdicts(time), new LastingVerdicts(time));
        Receive<string>(text => text == NodeGreeting.Question, _ => Sender.Tell(Own().ToString()));
        Receive<string>(OnGreeting);
        Receive<JoinDue>(_ => _cluster.JoinSeedNodes(_seeds));
        Receive<LookForMembers>(_ => AskStrangers());
        Receive<SeedsDue>(_ => EndIfTlsKeepsItOut());
        Receive<LookForIslands>(_ => AskStrangers());
        Receive<ClusterEvent.MemberUp>(e =>
        {
            if (e.Member.UniqueAddress != _cluster.SelfUniqueAddress)
            {
                LogChange(e);
                return;
            }

            _logger.Joined();
            Timers.Cancel(nameof(LookForMembers));
            Timers.Cancel(nameof(JoinDue));
            Timers.Cancel(nameof(SeedsDue));
            Timers.StartPeriodicTimer(nameof(LookForIslands), LookForIslands.Instance, LookForIslandsEvery);
        });
        Receive<ClusterEvent.MemberRemoved>(e =>
        {
            if (e.PreviousStatus == MemberStatus.Down)
                _lost.Add();
            LogChange(e);
        });
        Receive<ClusterEvent.IMemberEvent>(LogChange);
        Receive<ClusterEvent.ReachableMember>(e => _logger.MemberReachable(IdentityOf(e.Member.UniqueAddress).ToString()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ImmutableArray<Address> seeds, Action<string, int> end, TimeProvider time, LostMembers lost, DialFaults faults, ILogger logger) =>
        Akka.Actor.Props.Create(() => new NodeActor(seeds, end, time, lost, faults, logger));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ReachableMember));
        AskStrangers();

        // Seeds that do not answer in time do not hold up the join: they may not be started yet.
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, _seeds.All(s => s == _cluster.SelfAddress) ? TimeSpan.Zero : GreetingsWithin);
        Timers.StartPeriodicTimer(nameof(LookForMembers), LookForMembers.Instance, LookForMembersEvery);
        Timers.StartPeriodicTimer(nameof(SeedsDue), SeedsDue.Instance, SeedsAnswerWithin, LookForMembersEvery);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private NodeGreeting Own()
    {
        var (members, unreachable) = (Members(), _cluster.State.Unreachable.Select(m => IdentityOf(m.UniqueAddress)).ToHashSet());
        return new NodeGreeting(WireVersions.Own, members) { Reachable = members.Count(m => !unreachable.Contains(m)) };
    }

    private void LogChange(ClusterEvent.IMemberEvent e) =>
        _logger.MemberChanged(IdentityOf(e.Member.UniqueAddress).ToString(), string.Join(',', ClusterControl.RolesOf(e.Member)), e.Member.Status.ToString());

    private ImmutableSortedSet<NodeIdentity> Members() => _cluster.State.Members.Any(m => m.UniqueAddress == _cluster.SelfUniqueAddress)
        ? [.. _cluster.State.Members.Where(m => m.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.WeaklyUp).Select(m => IdentityOf(m.UniqueAddress))]
        : [];

    private static NodeIdentity IdentityOf(UniqueAddress node) => new(node.Address.ToString(), node.Uid);

    /// <summary>
    /// Asks the seeds that are no members of this node's cluster, or that cannot be reached as members: a process that was started again on such an address may have
    /// founded a cluster.
    /// </summary>
    private void AskStrangers()
    {
        var members = _cluster.State.Members.Except(_cluster.State.Unreachable).Select(m => m.Address).ToHashSet();
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
        var (own, others) = (Own(), greeting.Members);
        if (own.Members.IsEmpty && !others.IsEmpty && WireVersions.Own.FindMisfit(greeting.Versions) is { } misfit)
        {
            End($"This node does not join the cluster of {other}: {misfit} Update one release at a time.", NodeExitCodes.WireVersion);
            return;
        }

        if (own.Members.IsEmpty && others.Any(m => m.Address == other.ToString()))
            Join(other);

        // The verdicts about a process do not count for the next process on its address.
        var sender = others.Where(m => m.Address == other.ToString()).FirstOrDefault(new NodeIdentity(other.ToString(), null));
        var isIsland = _islands.Lasts(sender, Islands.MustEnd(own, greeting));
        var isOneSided = _oneSided.Lasts(sender, Islands.IsOneSided(own.Members, IdentityOf(_cluster.SelfUniqueAddress), others, other.ToString()));
        if (isIsland)
        {
            End(
                $"There are two clusters: this node's with {own.Reachable} members, and that of {other} with {greeting.Reachable}. This node ends, so that it joins the other when it is started again.",
                NodeExitCodes.Islands);
        }
        else if (isOneSided)
        {
            End(
                $"There are two clusters: {other} counts this node as a member, but is no member of this node's cluster. This node ends, so that it joins the other when it is started again.",
                NodeExitCodes.Islands);
        }
    }

    /// <summary>Akka asks the seeds again after seed-node-timeout only. A seed that is a member now takes this node at once.</summary>
    private void Join(Address member)
    {
        _cluster.Join(member);
        if (_hasBegunToJoin)
            return;
        _hasBegunToJoin = true;
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, JoinWithin);
    }

    private void EndIfTlsKeepsItOut()
    {
        if (!_hasBegunToJoin && _faults.Sentences is { Length: > 0 } faults)
            End(NodeEnd.NotJoined(faults), NodeExitCodes.Tls);
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

    private sealed record SeedsDue
    {
        public static readonly SeedsDue Instance = new();
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
