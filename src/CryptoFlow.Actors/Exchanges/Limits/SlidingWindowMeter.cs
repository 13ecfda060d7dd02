namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Never more than the limit in any window of the exchange's, although neither its clock nor a request's time on the way is known.
/// <para>
/// A permit is held from just before the request is sent (s) until one window W after its answer was received (r), and
/// never are more than the limit held at once. Proof: the exchange counts a request at some a with s ≤ a ≤ r. Take any
/// window (t − W, t] of the exchange's. Each request counted in it has s ≤ a ≤ t, so it held its permit at t or before,
/// and r + W ≥ a + W &gt; t, so it had not given it back at t. All of them hold permits at the one instant t: there
/// are no more of them than the limit. Only differences of time occur, so the offset of the two clocks does not matter,
/// and a fixed window is part of a sliding one, so it does not matter either which of them the exchange uses.
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

    public void Start(int cost) => _underWay++;

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        _underWay--;
        HoldUntil(end.Elapsed + _hold);
    }

    /// <summary>Requests that are not ours (another process on the address) hold places for one window from now.</summary>
    public void Observe(int used, BudgetInstant start, BudgetInstant now)
    {
        var foreign = Math.Min(used, Limit) - Used(now);
        for (var i = 0; i < foreign; i++)
            HoldUntil(now.Elapsed + _hold);
    }

    public void AdoptLimit(int limit) => Limit = limit;

    /// <summary>
    /// Each of the limit's places comes free at a known time and again a window after each use, so the n-th request
    /// starts on the n-th place in that order.
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
