using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Sends requests to the writer and waits for the COMMIT. After a temporary refusal it sends the request again, as its policy says. Every request may be stored
/// twice without harm. All senders outside of the storage use this client; only the storage's own actors Tell the writer directly.
/// </summary>
/// <remarks>Without state: any number of callers may use a client at the same time. An actor does not wait for it but pipes the result to itself.</remarks>
/// <param name="writer">The writer.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="policy">Tries, time for a try, and pauses.</param>
public sealed class WriterClient(IActorRef writer, TimeProvider time, RetryPolicy policy)
{
    /// <summary>The writer's reply, or a refusal: one that another try would not change, or that of the last try.</summary>
    /// <param name="request">Creates the request for each try. The argument is the remaining time.</param>
    /// <param name="cancellation">Ends the pauses and prevents further tries. It does not end a try that has begun, because its COMMIT may come.</param>
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
