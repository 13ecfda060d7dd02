using CryptoFlow.Simulator.Bybit;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Limits;

/// <summary>
/// 600 requests in any five seconds (docs/exchanges.md, Bybit, Limits). One request more blocks the address with 403 for ten minutes.
/// </summary>
internal sealed class BybitLimiter(LimitOptions options, SimulatedClock clock) : IRequestLimiter
{
    private readonly Lock _gate = new();
    private readonly SlidingWindow _window = new(options.BybitRequests, options.BybitWindow);
    private long _bannedUntil;

    public int Used
    {
        get
        {
            lock (_gate)
                return _window.Used(clock.LimiterNowMs);
        }
    }

    public Admission Admit(ExchangeRequest request)
    {
        lock (_gate)
        {
            var now = clock.LimiterNowMs;
            if (options.Enforced && now >= _bannedUntil && !_window.HasRoom(now))
                _bannedUntil = now + (long)options.BybitBan.TotalMilliseconds;
            if (now < _bannedUntil)
                return new Admission(BybitErrors.AccessTooFrequent());

            _window.Enter(now);
            return options.BybitSendsHeaders ? new Admission(null, Headers(now)) : default;
        }
    }

    private (string, string)[] Headers(long now) =>
    [
        ("X-Bapi-Limit", _window.Limit.ToString()),
        ("X-Bapi-Limit-Status", Math.Max(0, _window.Limit - _window.Used(now)).ToString()),
        ("X-Bapi-Limit-Reset-Timestamp", (clock.NowMs + _window.ResetsAt(now) - now).ToString()),
    ];
}
