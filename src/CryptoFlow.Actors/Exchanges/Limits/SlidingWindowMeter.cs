namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Never allows more requests than the limit in any window of the exchange's clock, although neither that clock nor the time that a request
/// travels is known.
/// <para>
/// A permit is held from just before the request is sent (s) until one window W after its answer arrived (r). At no time are more permits held
/// than the limit. Proof: the exchange counts a request at some time a with s ≤ a ≤ r. Take any window (t − W, t] of the exchange. Each request
/// counted in it has s ≤ a ≤ t, so it took its permit at t or before. It also has r + W ≥ a + W &gt; t, so it had not returned its permit at t.
/// So all requests of the window hold permits at the one instant t, and there are no more of them than the limit. The proof uses only
/// differences of time, so the offset of the two clocks does not matter. A fixed window is one position of a sliding window, so it does not
/// matter which kind the exchange uses.
/// </para>
/// </summary>
internal sealed class SlidingWindowMeter(SlidingWindowLimit declared) : ILimitMeter
{
    private readonly TimeSpan _hold = declared.Window + declared.Margin;
    private readonly PriorityQueue<TimeSpan, TimeSpan> _returns = new();
    private int _underWay;

    public int Limit { get; private set; } = declared.Requests;

    public int Used(BudgetInstant now)
    {
        while (_returns.TryPeek(out var at, out _) && at <= now.Elapsed)
            _returns.Dequeue();
        return _underWay + _returns.Count;
    }

    public TimeSpan TimeUntilFree(int cost, int reserve, BudgetInstant now)
    {
        if (Used(now) < Limit - reserve)
            return TimeSpan.Zero;
        return _returns.TryPeek(out var at, out _) ? at - now.Elapsed : TimeSpan.MaxValue;
    }

    public int CostOf(int cost) => 1;

    public void Start(int cost) => _underWay++;

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        _underWay--;
        HoldUntil(end.Elapsed + _hold);
    }

    /// <summary>Requests of another process on the same address occupy places for one window from now.</summary>
    public void Observe(int used, BudgetInstant start, BudgetInstant now)
    {
        var foreign = Math.Min(used, Limit) - Used(now);
        for (var i = 0; i < foreign; i++)
            HoldUntil(now.Elapsed + _hold);
    }

    public void Spend(int used, BudgetInstant now, BudgetInstant latest)
    {
        var foreign = Math.Min(used, Limit) - Used(now);
        for (var i = 0; i < foreign; i++)
            HoldUntil(latest.Elapsed + _hold);
    }

    public void AdoptLimit(int limit) => Limit = limit;

    /// <summary>
    /// Each place of the limit becomes free at a known time, and again one window after each use. So the n-th request starts when the n-th
    /// place in that order is free.
    /// </summary>
    public TimeSpan LeastTime(int requests, int cost, BudgetInstant now)
    {
        if (requests <= 0)
            return TimeSpan.Zero;

        var last = requests - 1;
        var rounds = _hold * (last / Limit);
        var place = last % Limit;
        var free = Math.Max(0, Limit - Used(now));
        if (place < free)
            return rounds;

        var returns = _returns.UnorderedItems.Select(r => r.Priority - now.Elapsed).Order().ToArray();
        var index = place - free;
        return rounds + (index < returns.Length ? returns[index] : _hold);
    }

    private void HoldUntil(TimeSpan at) => _returns.Enqueue(at, at);
}
