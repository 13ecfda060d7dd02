using Akka.Actor;

namespace CryptoFlow.Messages;

/// <summary>The Ask that all clients use (such as <see cref="Storage.Readers.ReaderClient"/>). Actors never use it: they Tell.</summary>
internal static class TimedAsk
{
    /// <summary>Sends a request and waits for the reply.</summary>
    /// <param name="actor">The receiver.</param>
    /// <param name="request">The request.</param>
    /// <param name="within">Maximum wait.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellation">Ends the wait; then this throws.</param>
    /// <returns>The reply, or null if the actor did not reply in time.</returns>
    public static async Task<TReply?> AskAsync<TReply>(
        this IActorRef actor, IWireMessage request, TimeSpan within, TimeProvider time, CancellationToken cancellation)
        where TReply : class
    {
        using var end = new CancellationTokenSource(within, time);
        using var cancelled = cancellation.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        try
        {
            return await actor.Ask<TReply>(request, Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }
}
