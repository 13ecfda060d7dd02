using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Membership;
using Microsoft.Extensions.Logging;
using static Akka.Cluster.ClusterEvent;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Halves the request budgets while another node of the role collector cannot be reached. That node may be alive behind a cut network and send requests from the
/// same address until its side is downed, and the exchange counts both.
/// </summary>
internal sealed class BudgetShareActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<UniqueAddress> _unreachable = [];
    private readonly BudgetShare _share;
    private readonly ILogger _logger;
    private bool _half;

    public BudgetShareActor(BudgetShare share, ILogger logger)
    {
        (_share, _logger) = (share, logger);
        Receive<UnreachableMember>(m => OnChange(m.Member, isUnreachable: true));
        Receive<ReachableMember>(m => OnChange(m.Member, isUnreachable: false));
        Receive<MemberRemoved>(m => OnChange(m.Member, isUnreachable: false));
    }

    public static Props Props(BudgetShare share, ILogger logger) => Akka.Actor.Props.Create(() => new BudgetShareActor(share, logger));

    protected override void PreStart() => _cluster.Subscribe(
        Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(UnreachableMember), typeof(ReachableMember), typeof(MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnChange(Member member, bool isUnreachable)
    {
        if (isUnreachable && member.HasRole(NodeRoles.CollectorName))
            _unreachable.Add(member.UniqueAddress);
        else
            _unreachable.Remove(member.UniqueAddress);
        if (_half == _unreachable.Count > 0)
            return;
        _half = !_half;
        _share.UseHalf(_half);
        if (_half)
            _logger.HalfOfTheBudget();
        else
            _logger.WholeBudget();
    }
}
