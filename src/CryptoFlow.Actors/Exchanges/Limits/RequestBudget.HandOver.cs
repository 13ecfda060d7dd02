using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// The hand-over of the budget to another process behind the same address. The exchange counts both processes as one, so the next owner has to know how much the
/// previous owner may have used.
/// </summary>
public sealed partial class RequestBudget
{
    /// <summary>The longest window of the limits that all endpoints share, and the bounds of the exchange's clock.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(62);

    private bool _closed;
    private TimeSpan _othersCountUntil;

    /// <summary>Grants no permits until <see cref="Continue"/>. Requests that are under way end as usual.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    /// <summary>The used amounts, for the next owner. They are final only after <see cref="Close"/>, because then no permit is granted any more.</summary>
    public BudgetLease Leave()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var uses = AllLimits().SelectMany(l => l.States(now)).Where(s => s.Used > 0).Select(s => new LimitUse(s.Name, s.Endpoint, s.Used));
            return new BudgetLease(++_leases, StateOf([.. uses], now), TimeSpan.Zero);
        }
    }

    /// <summary>
    /// Continues the budget of the previous owner. Each amount of the previous owner's lease counts until a whole window has passed since the end of the lease, and
    /// since the last moment at which a request of that owner can reach the exchange. The rest of each limit may be used at once.
    /// </summary>
    public void Continue(BudgetClaim before)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var latest = now.Add(before.LeaseLeft + LateArrival);
            foreach (var use in before.State.Uses)
                (use.Endpoint.Length == 0 ? _shared : _lanes.Of(use.Endpoint).OwnLimits).Spend(use.Limit, use.Used, now, latest);
            if (!before.State.Uses.IsEmpty)
                _othersCountUntil = latest.Elapsed + LongestWindow;
            var end = now.Elapsed + before.State.PauseLeft;
            if (before.State.PauseLeft > TimeSpan.Zero && end > _pausedUntil)
                (_pausedUntil, _pauseReason, _pausedByRefusal) = (end, before.State.PauseReason, true);
            _heldSince = before.State.HeldSince is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null;
            _closed = false;
            EndLease();
            GrantWhatFits();
        }
    }

    private BudgetState StateOf(ImmutableArray<LimitUse> uses, BudgetInstant now) =>
        new(uses, PauseLeft(now), _pauseReason, _heldSince?.ToUnixTimeMilliseconds());
}
