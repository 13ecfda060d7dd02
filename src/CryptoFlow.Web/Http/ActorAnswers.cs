using Akka.Actor;
using Akka.Hosting;

namespace CryptoFlow.Web.Http;

/// <summary>What came of asking an actor: the answer, or the problem that the client is told instead.</summary>
internal readonly record struct Answer<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>Asks actors on behalf of a request; every way of not getting an answer becomes a 503 that says when to try again.</summary>
internal static class ActorAnswers
{
    /// <param name="actor">Whom to ask.</param>
    /// <param name="who">What it is called in the sentence that the client reads.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="aborted">Ends the wait when the client leaves.</param>
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
