using CryptoFlow.Simulator.Binance;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Limits;

/// <summary>
/// 2,400 weight in each minute of the clock (docs/exchanges.md, Binance, Limits). Refused requests cost weight too. A breach is answered with
/// 429 until the minute is over. A client that continues is banned (418), each time for longer.
/// </summary>
internal sealed class BinanceLimiter(LimitOptions options, SimulatedClock clock) : IRequestLimiter
{
    private const long MinuteMs = 60_000;
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    private readonly Lock _gate = new();
    private readonly SlidingWindow _funding = new(options.BinanceFundingRequests, TimeSpan.FromMinutes(5));
    private long _minute;
    private int _used;
    private int _refusedInARow;
    private long _bannedUntil;
    private TimeSpan _nextBan = options.BinanceFirstBan;

    public int Used
    {
        get
        {
            lock (_gate)
            {
                Roll(clock.LimiterNowMs);
                return _used;
            }
        }
    }

    public Admission Admit(ExchangeRequest request)
    {
        lock (_gate)
        {
            var now = clock.LimiterNowMs;
            Roll(now);
            _used += BinanceWeights.Of(request);
            return new Admission(Refuse(now) ?? RefuseFunding(request, now), ("X-MBX-USED-WEIGHT-1M", _used.ToString()));
        }
    }

    private Reply? RefuseFunding(ExchangeRequest request, long now)
    {
        if (request.Path is not (BinanceFunding.Rates or BinanceFunding.Intervals))
            return null;
        if (!_funding.HasRoom(now) && options.Enforced)
            return BinanceErrors.TooManyRequests(Seconds(_funding.ResetsAt(now) - now), options.BinanceWeightPerMinute);
        _funding.Enter(now);
        return null;
    }

    private Reply? Refuse(long now)
    {
        if (!options.Enforced)
            return null;
        if (now < _bannedUntil)
            return Banned(now);
        if (_used <= options.BinanceWeightPerMinute)
        {
            _refusedInARow = 0;
            return null;
        }

        // The first refusal tells the client about the limit. Only later requests ignore it.
        if (_refusedInARow++ < options.BinanceIgnoredBeforeBan)
            return BinanceErrors.TooManyRequests(Seconds(((_minute + 1) * MinuteMs) - now), options.BinanceWeightPerMinute);

        _refusedInARow = 0;
        _bannedUntil = now + (long)_nextBan.TotalMilliseconds;
        _nextBan = _nextBan * 2 < LongestBan ? _nextBan * 2 : LongestBan;
        return Banned(now);
    }

    // The limiter measures the ban in real time; the answer gives its end in the exchange's time.
    private Reply Banned(long now) =>
        BinanceErrors.Banned(clock.NowMs + _bannedUntil - now, Seconds(_bannedUntil - now));

    private void Roll(long now)
    {
        if (now / MinuteMs == _minute)
            return;
        _minute = now / MinuteMs;
        _used = 0;
    }

    private static int Seconds(long milliseconds) => (int)((milliseconds + 999) / 1000);
}
