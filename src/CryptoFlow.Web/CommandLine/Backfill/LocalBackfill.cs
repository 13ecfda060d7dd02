using CryptoFlow.Collectors;
using CryptoFlow.Errors;
using CryptoFlow.Messages;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Starts the system in this process, runs one backfill, and stops.</summary>
internal sealed class LocalBackfill(LocalSystem system, TimeProvider time) : IBackfillTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public CancellationToken Stopping => system.Stopping;

    public async Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation)
    {
        await system.StartAsync(cancellation);
        var (run, scope) = (RunId.New(), request.ToScope());
        var accepted = await AskAsync(remaining => new CollectorProtocol.StartBackfill(run, scope, remaining), cancellation);
        return new BackfillStarted(accepted.Run.ToString(), [.. accepted.Exchanges.Select(e => e.ToWireName())]);
    }

    public async Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation)
    {
        var status = await AskAsync(remaining => new CollectorProtocol.GetBackfill(remaining), cancellation);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. BackfillAnswer.Of(status).Runs.Select(r => r.WithRate(now))];
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    /// <exception cref="UserError">The collectors refused, or did not answer in time.</exception>
    private async Task<TAnswer> AskAsync<TAnswer>(Func<TimeSpan, ICollectorRequest<TAnswer>> request, CancellationToken cancellation)
        where TAnswer : class, ICollectorReply
    {
        var collectors = new CollectorClient(await system.ActorAsync<CollectorManagerActor>(cancellation), time, Patience);
        var asked = await collectors.AskAsync(request, cancellation);
        if (asked.IsAnswered)
            return asked.Answer;
        throw asked.Refusal.Reason == BackfillRefusal.NothingInScope ? UserError.WrongUse(asked.Refusal.Detail) : new UserError(asked.Refusal.Detail);
    }
}
