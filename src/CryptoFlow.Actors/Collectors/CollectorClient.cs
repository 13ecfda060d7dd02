using Akka.Actor;
using CryptoFlow.Messages;
using static CryptoFlow.Collectors.CollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Sends each request of a user to <see cref="CollectorManagerActor"/> once. Only HTTP, the commands and the progress log use it.</summary>
/// <remarks>Without state: any number of callers may use a client at the same time.</remarks>
/// <param name="collectors">The collectors' manager.</param>
/// <param name="time">The clock of the wait.</param>
/// <param name="within">Time for the answer.</param>
public sealed class CollectorClient(IActorRef collectors, TimeProvider time, TimeSpan within)
{
    /// <summary>Returns the answer or the refusal. If no answer comes in time, that is a refusal (<see cref="BackfillRefusal.NotAnswering"/>).</summary>
    /// <param name="request">Creates the request. The argument is the remaining time.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    public async Task<Result<TAnswer, BackfillRefused>> AskAsync<TAnswer>(Func<TimeSpan, ICollectorRequest<TAnswer>> request, CancellationToken cancellation)
        where TAnswer : class, ICollectorReply =>
        await collectors.AskAsync<ICollectorReply>(request(within), within, time, cancellation).ConfigureAwait(false) switch
        {
            TAnswer answer => answer,
            BackfillRefused refused => refused,
            null => new BackfillRefused(default, BackfillRefusal.NotAnswering, "The collectors did not answer in time."),
            var other => throw new InvalidOperationException($"The collectors answered with {other.GetType().Name}."),
        };
}
