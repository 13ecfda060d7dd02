using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// The request budget of one exchange for this address. All callers of the exchange share it. It grants a permit when every limit has room:
/// sync before backfill, in order of arrival within a priority, and none during a pause. It grants a spare request only while nothing else
/// waits and half of each limit is unused. Thread-safe.
/// <para>
/// While a request waits for a limit of its endpoint, requests for other endpoints may overtake it. While a request waits for a limit of the whole exchange, no
/// request may overtake it. Otherwise many cheap requests could keep an expensive request waiting for ever.
/// </para>
/// </summary>
/// <remarks>Partial classes: this file has the permits, <c>.Pauses</c> the exchange's pauses and an operator's hold, <c>.HandOver</c>
/// the hand-over to another process, <c>.Leases</c> the leased part of the budget.</remarks>
public sealed partial class RequestBudget : IDisposable
{
    /// <summary>The default for the most requests of one priority that may wait.</summary>
    public const int DefaultMaxWaiting = 4096;

    // A request without an answer may still reach the exchange within this time after its end.
    private static readonly TimeSpan LateArrival = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    // A timer accepts at most 49 days. A timer that fires too early does no harm: the budget checks again.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly BudgetClock _clock;
    private readonly ITimer _timer;
    private readonly int _maxWaiting;
    private readonly ImmutableArray<RequestLimit> _perEndpoint;
    private readonly LimitSet _shared;
    private readonly BudgetLanes _lanes;

    private long _sequence;
    private int _underWay;
    private long _granted;
    private long _refusedByExchange;
    private long _turnedAway;

    /// <param name="limits">All limits. A request needs room in each of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxWaiting">The most requests of each priority that may wait. The budget refuses further requests.</param>
    public RequestBudget(IEnumerable<RequestLimit> limits, TimeProvider time, int maxWaiting = DefaultMaxWaiting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaiting, 1);
        var all = limits.ToImmutableArray();
        _perEndpoint = [.. all.Where(l => l.PerEndpoint || l.Endpoint is not null)];
        _shared = new LimitSet("", all.Where(l => !l.PerEndpoint && l.Endpoint is null));
        _lanes = new BudgetLanes(_perEndpoint);
        _maxWaiting = maxWaiting;
        _time = time;
        _clock = new BudgetClock(time);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until a request may be sent.</summary>
    /// <param name="cost">The request's cost in the exchange's unit, 1 or more. For limits that count requests, each request counts as 1.</param>
    /// <param name="endpointKey">The endpoint's path.</param>
    /// <param name="priority">Sync goes first, spare last.</param>
    /// <param name="cancellation">Leaves the queue.</param>
    /// <returns>The permit, which the caller disposes; null if too many requests of this priority wait already.</returns>
    public ValueTask<RequestPermit?> AcquireAsync(int cost, string endpointKey, RequestPriority priority, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled<RequestPermit?>(cancellation);

        BudgetWaiter waiter;
        lock (_gate)
        {
            if (_lanes.Waiting(priority) >= _maxWaiting)
            {
                _turnedAway++;
                return ValueTask.FromResult<RequestPermit?>(null);
            }

            waiter = new BudgetWaiter(_lanes.Of(endpointKey), cost, priority, _sequence++);
            waiter.Lane.Add(waiter);
            GrantWhatFits();
        }

        WithdrawOn(waiter, cancellation);
        return new ValueTask<RequestPermit?>(waiter.Task);
    }

    /// <summary>Takes the limit that the exchange declares (Binance's exchangeInfo).</summary>
    /// <param name="limitName">Name of the <see cref="RequestLimit"/>; an unknown name is ignored.</param>
    /// <param name="limit">Allowed in a window, 1 or more.</param>
    public void AdoptLimit(string limitName, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        lock (_gate)
        {
            foreach (var limits in AllLimits())
                limits.AdoptLimit(limitName, limit);
            GrantWhatFits();
        }
    }

    /// <summary>
    /// The least time from now in which the limits and a pause let this number of requests start, if there are no other requests. For limits per endpoint, all
    /// requests are assumed to go to the busiest endpoint. Limits of a single endpoint are left out, because they are not for candles.
    /// </summary>
    /// <param name="requests">How many requests.</param>
    /// <param name="totalCost">What they cost together.</param>
    public TimeSpan EstimateDuration(int requests, int totalCost)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var pause = PauseLeft(now);
            var start = now.Add(pause);
            var unusedEndpoint = new LimitSet("", _perEndpoint.Where(l => l.PerEndpoint));
            return pause + AllLimits().Append(unusedEndpoint).Max(l => l.LeastTime(requests, totalCost, start));
        }
    }

    /// <summary>The state now.</summary>
    public BudgetSnapshot Snapshot()
    {
        lock (_gate)
        {
            // The wall clock is read first. If the thread stalls between the two clocks, the pause seems to end earlier, never later than it does.
            var utc = _time.GetUtcNow();
            var now = _clock.Now;
            var pause = PauseLeft(now);
            return new BudgetSnapshot(
                [.. AllLimits().SelectMany(l => l.States(now))],
                _underWay,
                _lanes.Waiting(RequestPriority.Sync),
                _lanes.Waiting(RequestPriority.Backfill),
                _lanes.Waiting(RequestPriority.Spare),
                pause > TimeSpan.Zero ? utc + pause : null,
                pause > TimeSpan.Zero ? _pauseReason : null,
                _granted,
                Interlocked.Read(ref _refusedByExchange),
                _turnedAway)
            { HeldSince = _heldSince, IsRefused = pause > TimeSpan.Zero && _pausedByRefusal };
        }
    }

    /// <summary>Stops the timer. Requests that still wait end by their own cancellation.</summary>
    public void Dispose() => _timer.Dispose();

    internal void Settle(RequestPermit permit, bool answered)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var end = answered ? now : now.Add(LateArrival);
            _underWay--;
            _shared.Finish(permit.Cost, permit.Start, end, answered);
            permit.Lane.OwnLimits.Finish(permit.Cost, permit.Start, end, answered);
            GrantWhatFits();
        }
    }

    internal void Observe(RequestPermit permit, string limitName, int used)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            _shared.Observe(limitName, used, permit.Start, now);
            permit.Lane.OwnLimits.Observe(limitName, used, permit.Start, now);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
            GrantWhatFits();
    }

    private void GrantWhatFits()
    {
        if (_closed || _heldSince is not null)
        {
            WakeUpIn(TimeSpan.MaxValue);
            return;
        }

        var now = _clock.Now;
        var pause = PauseLeft(now);
        if (pause > TimeSpan.Zero)
        {
            WakeUpIn(pause);
            return;
        }

        WakeUpIn(TimeSpan.FromTicks(Math.Min(GrantInOrder(now).Ticks, GrantSpare(now).Ticks)));
    }

    /// <summary>Grants sync and backfill requests. Returns the time until the next check.</summary>
    private TimeSpan GrantInOrder(BudgetInstant now)
    {
        _lanes.UnblockAll();
        var wakeUp = TimeSpan.MaxValue;
        while (_lanes.Next() is { } waiter)
        {
            var exchangeWide = _shared.TimeUntilFree(waiter.Cost, waiter.Priority, LeavesRest(now), now);
            var wait = exchangeWide > TimeSpan.Zero ? exchangeWide : waiter.Lane.OwnLimits.TimeUntilFree(waiter.Cost, waiter.Priority, LeavesRest(now), now);
            if (wait <= TimeSpan.Zero)
            {
                if (!IsLeased(waiter, now))
                    break;
                Grant(waiter, now);
                continue;
            }

            wakeUp = wait < wakeUp ? wait : wakeUp;
            if (exchangeWide > TimeSpan.Zero)
                break;
            waiter.Lane.Blocked = true;
        }

        return wakeUp;
    }

    /// <summary>Grants spare requests in order of arrival. Returns the time until the next check.</summary>
    private TimeSpan GrantSpare(BudgetInstant now)
    {
        while (_lanes.NextSpare() is { } waiter)
        {
            var exchangeWide = _shared.TimeUntilFree(waiter.Cost, waiter.Priority, LeavesRest(now), now);
            var own = waiter.Lane.OwnLimits.TimeUntilFree(waiter.Cost, waiter.Priority, LeavesRest(now), now);
            if (exchangeWide > TimeSpan.Zero || own > TimeSpan.Zero)
                return exchangeWide > own ? exchangeWide : own;
            if (!IsLeased(waiter, now))
                break;
            Grant(waiter, now);
        }

        return TimeSpan.MaxValue;
    }

    private void Grant(BudgetWaiter waiter, BudgetInstant now)
    {
        BudgetLane.Remove(waiter);
        _shared.Start(waiter.Cost);
        waiter.Lane.OwnLimits.Start(waiter.Cost);
        _underWay++;
        _granted++;
        RenewLease(waiter.Lane, now);
        waiter.Grant(new RequestPermit(this, waiter.Lane, waiter.Cost, now));
    }

    private void WithdrawOn(BudgetWaiter waiter, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled || waiter.Task.IsCompleted)
            return;

        var registration = cancellation.UnsafeRegister((_, token) => Withdraw(waiter, token), null);
        lock (_gate)
        {
            waiter.Registration = registration;
            if (waiter.Task.IsCompleted)
                registration.Unregister();
        }
    }

    private void Withdraw(BudgetWaiter waiter, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!BudgetLane.Remove(waiter))
                return;
            waiter.Cancel(cancellation);
            GrantWhatFits();
        }
    }

    private void WakeUpIn(TimeSpan wait)
    {
        if (wait == TimeSpan.MaxValue)
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(wait < ShortestTimer ? ShortestTimer : wait > LongestTimer ? LongestTimer : wait, Timeout.InfiniteTimeSpan);
    }

    private IEnumerable<LimitSet> AllLimits() => _lanes.Limits.Prepend(_shared);
}
