using CryptoFlow.Simulator.Bitget;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Limits;

/// <summary>
/// 20 requests in any second per path, and 6,000 in any minute for all paths (docs/exchanges.md, Bitget, Limits). A breach of the latter blocks
/// the address for five minutes.
/// </summary>
internal sealed class BitgetLimiter(LimitOptions options, SimulatedClock clock) : IRequestLimiter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SlidingWindow> _perPath = new(StringComparer.Ordinal);
    private readonly SlidingWindow _overall = new(options.BitgetRequestsPerMinute, TimeSpan.FromMinutes(1));
    private long _bannedUntil;

    public int Used
    {
        get
        {
            lock (_gate)
                return _overall.Used(clock.LimiterNowMs);
        }
    }

    public Admission Admit(ExchangeRequest request)
    {
        lock (_gate)
        {
            var now = clock.LimiterNowMs;
            var path = PathWindow(request.Path);
            if (options.Enforced && now >= _bannedUntil && !_overall.HasRoom(now))
                _bannedUntil = now + (long)options.BitgetBan.TotalMilliseconds;
            if (now < _bannedUntil || (options.Enforced && !path.HasRoom(now)))
                return new Admission(BitgetErrors.TooManyRequests(request.ShownMs), Remaining(0));

            path.Enter(now);
            _overall.Enter(now);
            return new Admission(null, Remaining(path.Limit - path.Used(now)));
        }
    }

    private SlidingWindow PathWindow(string path)
    {
        if (!_perPath.TryGetValue(path, out var window))
            _perPath.Add(path, window = new SlidingWindow(options.BitgetRequestsPerSecond, TimeSpan.FromSeconds(1)));
        return window;
    }

    private static (string, string) Remaining(int requests) => ("x-mbx-used-remain-limit", Math.Max(0, requests).ToString());
}
