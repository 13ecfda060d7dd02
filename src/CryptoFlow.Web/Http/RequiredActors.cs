using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Hosting;

namespace CryptoFlow.Web.Http;

/// <summary>The outcome of a request to the system: its answer, or the problem to answer the client with.</summary>
internal readonly record struct Answer<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>Finds the actors behind the front end.</summary>
internal static class RequiredActors
{
    /// <summary>False while the system starts: the actor is not registered yet.</summary>
    public static bool TryGet<TActor>(this IRequiredActor<TActor> required, [NotNullWhen(true)] out IActorRef? actor)
    {
        try
        {
            actor = required.ActorRef;
            return true;
        }
        catch (MissingActorRegistryEntryException)
        {
            actor = null;
            return false;
        }
    }
}
