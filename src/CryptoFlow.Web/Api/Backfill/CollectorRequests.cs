using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Backfill;

/// <summary>The requests of HTTP clients to the collectors.</summary>
internal sealed class CollectorRequests(IRequiredActor<CollectorManagerActor> collectors, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Answer<TAnswer>> AskAsync<TAnswer>(Func<TimeSpan, ICollectorRequest<TAnswer>> request, CancellationToken aborted, TimeSpan? within = null)
        where TAnswer : class, ICollectorReply
    {
        if (!collectors.TryGet(out var actor))
            return new(null, Problem.Unavailable("The collectors are not ready yet; try again."));
        var asked = await new CollectorClient(actor, time, within ?? Patience).AskAsync(request, aborted);
        return asked.IsAnswered ? new(asked.Answer, null) : new(null, ProblemOf(asked.Refusal));
    }

    private static Problem ProblemOf(CollectorProtocol.BackfillRefused refused) => refused.Reason switch
    {
        BackfillRefusal.NothingInScope => Problem.BadRequest(refused.Detail),
        BackfillRefusal.NotTraded or BackfillRefusal.AlreadyRunning or BackfillRefusal.Paused => new Problem(StatusCodes.Status409Conflict, refused.Detail),
        BackfillRefusal.NotRunning or BackfillRefusal.NotListed => Problem.NotFound(refused.Detail),
        BackfillRefusal.NotAnswering => Problem.Unavailable(refused.Detail),
        _ => Problem.Unavailable(refused.Detail, TimeSpan.FromSeconds(10)),
    };
}
