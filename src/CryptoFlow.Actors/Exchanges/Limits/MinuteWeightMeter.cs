namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Never allows more than the limit's weight in a minute of the exchange's clock. That clock is known only within bounds: it is up to "ahead"
/// before our clock, or up to "behind" after it.
/// <para>
/// The exchange may count a request that was sent at s and answered at r in any minute from that of (s − behind) to that of (r + ahead). When
/// it is answered, it is charged to all of these minutes; until then, to every minute. A request may start when each minute from that of (s −
/// behind) to that of (s + ahead) has room for it, in addition to the minute's charges and all requests under way. Proof: let L be the request
/// that started last among those that the exchange counts in minute m. When L started, each of the others was either answered, and then charged
/// to m, or under way. If m is one of the minutes checked for L, their sum fitted. If m is later, none of the others was answered when L
/// started, because an answered request cannot be counted so late. Then the requests under way, L included, fitted by themselves.
/// </para>
/// <para>
/// The meter uses our own clock, not the answers' Date: real exchanges keep UTC within some hundred ms, while a Date has a resolution of one
/// second and a proxy may rewrite it.
/// </para>
/// </summary>
internal sealed class MinuteWeightMeter(MinuteWeightLimit declared) : ILimitMeter
{
    private const long MinuteMs = 60_000;
    private const long LongestRequestMinutes = 3;

    private readonly long _aheadMs = (long)declared.ExchangeAhead.TotalMilliseconds;
    private readonly long _behindMs = (long)declared.ExchangeBehind.TotalMilliseconds;
    private readonly Dictionary<long, int> _charged = [];
    private int _underWay;
    private bool _everAnswered;

    public int Limit { get; private set; } = declared.Weight;

    public int Used(BudgetInstant now) => _underWay + Math.Max(Charged(FirstMinute(now)), Charged(LastMinute(now)));

    public TimeSpan TimeUntilFree(int cost, int reserve, BudgetInstant now)
    {
        // An earlier process may have used a part of this minute. Only the first answer shows how much, so until then the requests are sent one at a time.
        if (!_everAnswered && _underWay > 0)
            return TimeSpan.MaxValue;

        // A request that costs more than a whole minute would wait for ever. It is sent alone, and the exchange decides.
        var allowed = Limit - reserve;
        var room = allowed - _underWay - Math.Min(cost, allowed);
        for (var minute = LastMinute(now); minute >= FirstMinute(now); minute--)
        {
            if (Charged(minute) > room)
                return TimeSpan.FromMilliseconds(EndOf(minute) - now.UtcMs);
        }

        return TimeSpan.Zero;
    }

    public int CostOf(int cost) => Math.Min(cost, Limit);

    public void Start(int cost) => _underWay += cost;

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        _underWay -= cost;
        _everAnswered |= answered;
        // Timeouts keep a request shorter than this. Only a step of the system clock can make it look longer, or negative.
        var last = LastMinute(end);
        for (var minute = Math.Clamp(FirstMinute(start), last - LongestRequestMinutes, last); minute <= last; minute++)
            _charged[minute] = Charged(minute) + cost;
        Forget(last);
    }

    /// <summary>
    /// Raises the charge of the minute to the exchange's count. If the answer may refer to two minutes, the earlier one is raised: the count of
    /// a full old minute must not block the new minute, and the next answer reports the new minute.
    /// </summary>
    public void Observe(int used, BudgetInstant start, BudgetInstant now)
    {
        var minute = FirstMinute(start);
        _charged[minute] = Math.Max(Charged(minute), used - _underWay);
    }

    public void Spend(int used, BudgetInstant now, BudgetInstant latest)
    {
        for (var minute = FirstMinute(now); minute <= LastMinute(latest); minute++)
            _charged[minute] = Math.Max(Charged(minute), used);
    }

    public void AdoptLimit(int limit) => Limit = limit;

    public TimeSpan LeastTime(int requests, int cost, BudgetInstant now)
    {
        var left = cost - Math.Max(0, Limit - Used(now));
        if (left <= 0)
            return TimeSpan.Zero;

        var laterMinutes = (left - 1) / Limit;
        return TimeSpan.FromMilliseconds(EndOf(LastMinute(now)) - now.UtcMs + (laterMinutes * MinuteMs));
    }

    private int Charged(long minute) => _charged.GetValueOrDefault(minute);

    private long FirstMinute(BudgetInstant at) => (at.UtcMs - _behindMs) / MinuteMs;

    private long LastMinute(BudgetInstant at) => (at.UtcMs + _aheadMs) / MinuteMs;

    /// <summary>The time (ms UTC, our clock) after which the exchange can count nothing in this minute.</summary>
    private long EndOf(long minute) => ((minute + 1) * MinuteMs) + _behindMs;

    private void Forget(long newest)
    {
        foreach (var minute in _charged.Keys)
        {
            if (minute < newest - LongestRequestMinutes)
                _charged.Remove(minute);
        }
    }
}
