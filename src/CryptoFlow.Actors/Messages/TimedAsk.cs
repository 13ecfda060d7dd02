using Akka.Actor;

namespace CryptoFlow.Messages;

/// <summary>The only Ask of the clients (<see cref="Storage.Readers.ReaderClient"/> and its brothers). Actors never Ask: they Tell.</summary>
internal static class TimedAsk
{
    /// <summary>Sends a request and waits for the reply.</summary>
    /// <param name="actor">The receiver.</param>
    /// <param name="request">The request.</param>
    /// <param name="within">Maximum wait.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellation">Ends the wait; then this throws.</param>
    /// <returns>The reply, or null if none came in time.</returns>
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
