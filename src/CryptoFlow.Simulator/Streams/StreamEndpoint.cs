using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams.Frames;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>Accepts the WebSockets of one exchange. Every other request goes to the exchange's REST endpoints.</summary>
internal sealed class StreamEndpoint(
    IStreamApi api,
    ExchangeMarket market,
    SimulatedClock clock,
    TimeProvider time,
    FaultLedger ledger,
    StreamMeter meter,
    LimitOptions limits,
    Latency latency,
    RequestDelegate otherwise,
    CancellationToken stopping)
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SlidingWindow _connects = new(api.Rules.ConnectsPerFiveMinutes, FiveMinutes);
    private readonly MarketView _market = new(market, api.Venue);

    public Task HandleAsync(HttpContext context) =>
        Handshake.IsRequested(context) && api.Open(context.Request.Path.Value ?? "/", context.Request.Query) is { } protocol
            ? ServeAsync(context, protocol)
            : otherwise(context);

    private async Task ServeAsync(HttpContext context, IStreamProtocol protocol)
    {
        await latency.WaitAsync(context.RequestAborted);
        if (!TryOpen())
        {
            Refuse(context, StatusCodes.Status429TooManyRequests);
            return;
        }

        try
        {
            var faults = new StreamFaults(ledger, api.Venue, context.Request.Path.Value ?? "/", meter);
            var fault = faults.OnConnect();
            if (fault is { Kind: FaultKind.StreamUnavailable })
            {
                Refuse(context, fault.Status ?? StatusCodes.Status503ServiceUnavailable, fault.RetryAfterSeconds);
                return;
            }

            await using var stream = await Handshake.AcceptAsync(context);
            if (fault is { Kind: FaultKind.StreamCutAtOnce })
            {
                meter.Ended();
                context.Abort();
                return;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            var connection = new StreamConnection(protocol, api.Rules, _market, clock, time, faults, meter, stream);
            var end = await connection.RunAsync(ending.Token);
            if (end is not StreamEnd.Client)
                meter.Ended();
            if (end is StreamEnd.Cut)
                context.Abort();
        }
        finally
        {
            meter.Closed();
        }
    }

    private void Refuse(HttpContext context, int status, int? retryAfterSeconds = null)
    {
        meter.Refused();
        context.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
    }

    private bool TryOpen()
    {
        lock (_gate)
        {
            var now = clock.LimiterNowMs;
            if (!(_connects.HasRoom(now) && meter.Open < api.Rules.Connections) && limits.Enforced)
                return false;
            _connects.Enter(now);
            meter.Opened();
            return true;
        }
    }
}
