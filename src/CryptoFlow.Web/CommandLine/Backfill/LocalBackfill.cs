using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Errors;
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
        return await AskAsync(new CollectorProtocol.StartBackfill(RunId.New(), request.ToScope()), cancellation) switch
        {
            CollectorProtocol.BackfillAccepted ok => new BackfillStarted(ok.Run.ToString(), [.. ok.Exchanges.Select(e => e.ToWireName())]),
            CollectorProtocol.BackfillRefused { Reason: BackfillRefusal.NothingInScope } wrong => throw UserError.WrongUse(wrong.Detail),
            CollectorProtocol.BackfillRefused refused => throw new UserError(refused.Detail),
            var other => throw new InvalidOperationException($"The collectors answered with {other.GetType().Name}."),
        };
    }

    public async Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation)
    {
        var status = (CollectorProtocol.BackfillStatus)await AskAsync(CollectorProtocol.GetBackfill.Instance, cancellation);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. BackfillAnswer.Of(status).Runs.Select(r => r.WithRate(now))];
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    private async Task<object> AskAsync(object message, CancellationToken cancellation)
    {
        try
        {
            var collectors = await system.ActorAsync<CollectorManagerActor>(cancellation);
            return await collectors.Ask<object>(message, Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            throw new UserError("The collectors did not answer in time.");
        }
    }
}
