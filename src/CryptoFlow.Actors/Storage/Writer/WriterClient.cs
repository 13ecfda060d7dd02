using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Sends requests to the writer and waits for the COMMIT. After a temporary refusal the client sends the request again, as its policy says. It does no harm if a
/// request is stored twice. All senders outside the storage use this client. Only the storage's own actors Tell the writer directly.
/// </summary>
/// <remarks>The client has no state, so any number of callers may use it at the same time. An actor does not wait for the result but pipes it to itself.</remarks>
/// <param name="writer">The writer.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="policy">Tries, time for a try, and pauses.</param>
public sealed class WriterClient(IActorRef writer, TimeProvider time, RetryPolicy policy)
{
    /// <summary>The writer's reply, or a refusal: a refusal that another try would not change, or the refusal of the last try.</summary>
    /// <param name="request">Creates the request for each try. The argument is the remaining time.</param>
    /// <param name="cancellation">Ends the pauses and prevents further tries. It does not end a running try, because the writer may still commit.</param>
    public async Task<Result<TReply, WriteRefused>> SendAsync<TReply>(Func<TimeSpan, IWriteMessage<TReply>> request, CancellationToken cancellation)
        where TReply : class, IWriteReply
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = await SendOnceAsync(request(policy.TimeForTry)).ConfigureAwait(false);
            if (result.IsAnswered || attempt == policy.Attempts || !IsWorthAnotherTry(result.Refusal.Reason))
                return result;
            await policy.PauseAsync(attempt, time, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsWorthAnotherTry(WriteRefusal reason) =>
        reason is WriteRefusal.QueueFull or WriteRefusal.Expired or WriteRefusal.Busy or WriteRefusal.StorageUnavailable or WriteRefusal.Draining;

    private async Task<Result<TReply, WriteRefused>> SendOnceAsync<TReply>(IWriteMessage<TReply> request)
        where TReply : class, IWriteReply =>
        await writer.AskAsync<IWriteReply>(request, request.Remaining, time, CancellationToken.None).ConfigureAwait(false) switch
        {
            TReply reply => reply,
            WriteRefused rejected => rejected,
            null => new WriteRefused(request.Id, WriteRefusal.Expired, "The writer did not answer in time."),
            var other => throw new InvalidOperationException($"The writer answered {request.GetType().Name} with {other.GetType().Name}."),
        };
}
