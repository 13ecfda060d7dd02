using Akka.Actor;
using Akka.Hosting;

namespace CryptoFlow.Web.Http;

/// <summary>The outcome of asking an actor: its reply, or the problem to answer the client with.</summary>
internal readonly record struct Answer<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>Asks actors for a request. When no reply comes, whatever the reason, the client gets 503 with Retry-After.</summary>
internal static class ActorAnswers
{
    /// <param name="actor">The actor to ask.</param>
    /// <param name="who">The actor's name in the error message.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">Maximum wait for the reply.</param>
    /// <param name="aborted">Cancelled when the client leaves.</param>
    public static async Task<Answer<object>> AskAsync<TActor>(
        this IRequiredActor<TActor> actor,
        string who,
        object message,
        TimeSpan timeout,
        CancellationToken aborted)
    {
        try
        {
            return new(await actor.ActorRef.Ask<object>(message, timeout, aborted), null);
        }
        catch (AskTimeoutException)
        {
            return new(null, Problem.Unavailable($"{who} did not answer in time; try again."));
        }
        catch (MissingActorRegistryEntryException)
        {
            return new(null, Problem.Unavailable($"{who} is not ready yet; try again."));
        }
    }
}
