namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// The budget's way to another process behind the same address. The exchange counts both processes as one, so the next owner has to know what is used, or has to
/// take everything as used.
/// </summary>
public sealed partial class RequestBudget
{
    private bool _closed;
    private bool _usesHalf;

    /// <summary>Grants no permit any more, until <see cref="Continue"/> or <see cref="TakeAsSpent"/>. Requests that are under way end as usual.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    /// <summary>The state for the next owner. Complete only after <see cref="Close"/>, when no more permits are granted.</summary>
    public BudgetState StateForNextOwner()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            return new BudgetState(
                [.. AllLimits().SelectMany(l => l.States(now)).Where(s => s.Used > 0).Select(s => new LimitUse(s.Name, s.Endpoint, s.Used))],
                PauseLeft(now),
                _pauseReason,
                _heldSince?.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>
    /// Continues the budget of the owner before. Each of its uses counts for a whole window from now, and for the time in which a request that was under way may
    /// still reach the exchange.
    /// </summary>
    public void Continue(BudgetState state)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            foreach (var use in state.Uses)
                (use.Endpoint.Length == 0 ? _shared : _lanes.Of(use.Endpoint).OwnLimits).Spend(use.Limit, use.Used, now, now.Add(LateArrival));
            var end = now.Elapsed + state.PauseLeft;
            if (state.PauseLeft > TimeSpan.Zero && end > _pausedUntil)
                (_pausedUntil, _pauseReason) = (end, state.PauseReason);
            _heldSince = state.HeldSince is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null;
            _closed = false;
            GrantWhatFits();
        }
    }

    /// <summary>
    /// The owner before has not left its state, for example because its process was killed. Takes every limit as used up for a whole window from now, and for the
    /// time in which a request that was under way may still reach the exchange. A limit of an endpoint that is used for the first time later counts the same way.
    /// </summary>
    public void TakeAsSpent()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            foreach (var limits in AllLimits())
                limits.SpendAll(now, now.Add(LateArrival));
            _lanes.SpendNewLanes(() => _clock.Now);
            _closed = false;
            GrantWhatFits();
        }
    }

    /// <summary>
    /// Uses at most half of each limit while another owner behind the same address may be at work, for example in the other part of a network that was cut.
    /// </summary>
    public void UseHalf(bool half)
    {
        lock (_gate)
        {
            _usesHalf = half;
            GrantWhatFits();
        }
    }
}
