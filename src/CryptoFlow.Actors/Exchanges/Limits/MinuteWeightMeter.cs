namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// Never more than the limit's weight in a minute of the exchange's clock, known to us only as "our clock, at most so
/// much ahead or behind".
/// <para>
/// A request sent at s and answered at r may have been counted in any minute from that of (s − behind) to that of
/// (r + ahead): once answered it is charged to all of them, and until then to every minute. It may start when each minute
/// from that of (s − behind) to that of (s + ahead) has room for it beside its charges and all that is under way. Proof: let
/// L be the last to start of those that the exchange counts in minute m. All the others were, when L started, either
/// answered, and then charged to m, or under way. If m is one of the minutes checked for L, their sum fitted. If m lies later,
/// none of them was answered yet when L started, since an answered one could not have been counted so late; then what
/// was under way, L included, fitted by itself.
/// </para>
/// <para>
/// Our own clock is used, not the answers' Date: real exchanges keep UTC within some hundred ms, and a Date has a resolution of
/// one second and may be rewritten on the way.
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
        // What a process before this one used in this minute is known with the first answer: until then, one at a time.
        if (!_everAnswered && _underWay > 0)
            return TimeSpan.MaxValue;

        // What costs more than a whole minute would wait for ever; it goes alone, and the exchange decides.
        var allowed = Limit - reserve;
        var room = allowed - _underWay - Math.Min(cost, allowed);
        for (var minute = LastMinute(now); minute >= FirstMinute(now); minute--)
        {
            if (Charged(minute) > room)
                return TimeSpan.FromMilliseconds(EndOf(minute) - now.UtcMs);
        }

        return TimeSpan.Zero;
    }

    public void Start(int cost) => _underWay += cost;

    public void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered)
    {
        _underWay -= cost;
        _everAnswered |= answered;
        // Time-outs keep a request shorter than this; only a system clock that was set makes it look longer, or negative.
        var last = LastMinute(end);
        for (var minute = Math.Clamp(FirstMinute(start), last - LongestRequestMinutes, last); minute <= last; minute++)
            _charged[minute] = Charged(minute) + cost;
        Forget(last);
    }

    /// <summary>
    /// Raises the charge of the minute to what the exchange counted. Of two minutes that the answer may speak of it is
    /// the earlier one: a full old minute must not close the new one, and the next answer tells of that.
    /// </summary>
    public void Observe(int used, BudgetInstant start, BudgetInstant now)
    {
        var minute = FirstMinute(start);
        _charged[minute] = Math.Max(Charged(minute), used - _underWay);
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

    /// <summary>When (ms UTC, our clock) the exchange can no longer count anything in this minute.</summary>
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
