using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Faults;

namespace CryptoFlow.Simulator.Wire;

/// <summary>
/// Handles a request as an exchange does: count, delay, limit, fault, answer. The limit comes before the fault, so that a refused request does
/// not use up a fault.
/// </summary>
internal sealed class ExchangeEndpoint(IExchangeApi api, SimulatedClock clock, FaultLedger faults, RequestCounts counts, ReplySender sender, Latency latency)
{
    public async Task HandleAsync(HttpContext context)
    {
        await latency.WaitAsync(context.RequestAborted);

        var request = new ExchangeRequest(context.Request.Path.Value ?? "/", context.Request.Query, clock.NowMs);
        var admission = api.Limiter.Admit(request);
        foreach (var (name, value) in admission.Headers ?? [])
            context.Response.Headers[name] = value;

        if (admission.Refusal is null)
            request.Fault = faults.Take(api.Venue, FaultPlace.Request, request.Path, api.Describe(request));
        using var reply = admission.Refusal ?? Answer(request);
        counts.Count(request.Path, admission.Refusal is not null, request.Fault is not null);
        await sender.SendAsync(context, reply, request);
    }

    private Reply Answer(ExchangeRequest request)
    {
        if (request.Fault?.Fault is { } fault && fault.Kind.Refuses())
            return api.Refusals.For(fault, request.NowMs);

        var reply = api.Answer(request);
        if (!reply.IsPage)
            request.KeepRowFault();
        return reply;
    }
}
