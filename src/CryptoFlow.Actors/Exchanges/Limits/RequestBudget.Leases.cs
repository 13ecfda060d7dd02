namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Leases. The owner may use only a part of each limit that is stored already. The owner asks for more before that part is used up and before the lease ends, so
/// there is one write every few seconds and not one for each request. A budget without <see cref="UseLeases"/> needs no leases, because no other process takes over
/// from a single process.
/// </summary>
/// <remarks>
/// Why this is enough. A lease limits the amount that the owner has in use at any moment until the lease ends. So the exchange never counts more than the leased
/// amount in any window, and the next owner may use the rest (see the proofs of the two meters). A smaller lease takes effect before it is stored, a larger lease
/// only afterwards. So the stored amount is never less than the amount in effect.
/// </remarks>
public sealed partial class RequestBudget
{
    /// <summary>
    /// The lease is short, because the next owner counts the leased amounts until the lease has ended. It is longer than a hand-over of the writer, during which no
    /// lease can be stored.
    /// </summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(10);

    private Action? _leaseWanted;
    private bool _wantsLease;
    private bool _pausesChanged;
    private long _leases;
    private TimeSpan _leaseEnd;

    /// <summary>From now on no permit is granted without a lease.</summary>
    /// <param name="wanted">
    /// Called when a lease is needed. The callee proposes, stores and takes a lease. It is called again only after <see cref="TakeLease"/>. It has to return at
    /// once and must not call the budget itself.
    /// </param>
    public void UseLeases(Action wanted)
    {
        lock (_gate)
            _leaseWanted = wanted;
    }

    /// <summary>
    /// The lease to store next. It has the amounts in use, the costs of the waiting requests and a tenth of each limit, but not the part for the next owner
    /// (<see cref="LeavesRest"/>).
    /// </summary>
    public BudgetLease ProposeLease()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var leavesRest = LeavesRest(now);
            _pausesChanged = false;
            return new BudgetLease(
                ++_leases,
                StateOf([.. _shared.ProposeLease(_lanes.WaitingCosts, leavesRest, now), .. _lanes.ProposeLeases(leavesRest, now)], now),
                LeaseLength)
            { End = now.Elapsed + LeaseLength };
        }
    }

    /// <summary>The lease is stored, so permits may be granted up to its amounts.</summary>
    public void TakeLease(BudgetLease lease)
    {
        lock (_gate)
        {
            _leaseEnd = lease.End;
            foreach (var use in lease.State.Uses)
                (use.Endpoint.Length == 0 ? _shared : _lanes.Of(use.Endpoint).OwnLimits).TakeLease(use);
            _wantsLease = false;
            if (_pausesChanged)
                WantLease();
            GrantWhatFits();
        }
    }

    /// <summary>
    /// Whether a twentieth of each limit stays unused, so that the next owner can always begin at once. An owner that still counts the use of the previous owner
    /// may use that twentieth itself.
    /// </summary>
    private bool LeavesRest(BudgetInstant now) => _leaseWanted is not null && now.Elapsed >= _othersCountUntil;

    /// <summary>Whether the lease allows the request now. If not, asks for a lease.</summary>
    private bool IsLeased(BudgetWaiter waiter, BudgetInstant now)
    {
        if (_leaseWanted is null)
            return true;
        if (now.Elapsed < _leaseEnd && _shared.IsLeased(waiter.Cost, now) && waiter.Lane.OwnLimits.IsLeased(waiter.Cost, now))
            return true;
        WantLease();
        return false;
    }

    /// <summary>Asks for the next lease while the present lease still has room, so that no request has to wait for the database.</summary>
    private void RenewLease(BudgetLane lane, BudgetInstant now)
    {
        if (_leaseWanted is null || _wantsLease)
            return;
        var leavesRest = LeavesRest(now);
        if (now.Elapsed > _leaseEnd - (LeaseLength / 2) || _shared.RunsOut(leavesRest, now) || lane.OwnLimits.RunsOut(leavesRest, now))
            WantLease();
    }

    /// <summary>The next owner also has to know of a pause.</summary>
    private void PausesChanged()
    {
        _pausesChanged = true;
        WantLease();
    }

    private void WantLease()
    {
        if (_wantsLease || _closed || _leaseWanted is not { } wanted)
            return;
        _wantsLease = true;
        wanted();
    }

    private void EndLease()
    {
        _leaseEnd = TimeSpan.Zero;
        _wantsLease = false;
        foreach (var limits in AllLimits())
            limits.EndLease();
    }
}
