using Akka.Actor;
using CryptoFlow.Retries;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Sends a message to the writer, waits for its COMMIT, and sends it again after a refusal that is temporary. So an acknowledged page is stored, and a page
/// is sent until it is acknowledged. Storing a page twice is harmless (upserts by natural key).
/// </summary>
internal sealed class WriterClient(IActorRef writer, TimeProvider time, int seed)
{
    /// <summary>
    /// Time for the reply. Longer than the default busy timeout (5 s), so a message that waits for another program's lock does not time out here. With a longer
    /// busy timeout configured, a message may be sent again while the first try still waits, which is harmless.
    /// </summary>
    private static readonly TimeSpan ReplyWithin = TimeSpan.FromSeconds(30);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), seed);

    /// <summary>The writer's answer: the reply to the message, or a refusal that another try would not change.</summary>
    /// <param name="message">Creates the message for each try; the argument is its deadline.</param>
    /// <param name="cancellation">Stops further tries. A try that has begun is not cancelled.</param>
    public async Task<object> SendAsync(Func<DateTimeOffset, IWriteMessage> message, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await AskAsync(message(time.GetUtcNow() + ReplyWithin)).ConfigureAwait(false);
            if (reply is not WriteRejected { Reason: var reason } || !IsWorthAnotherTry(reason))
                return reply;
            await Task.Delay(_backoff.Delay(Math.Min(attempt, 20)), time, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsWorthAnotherTry(WriteRejection reason) =>
        reason is WriteRejection.QueueFull or WriteRejection.Expired or WriteRejection.Busy or WriteRejection.StorageUnavailable;

    private async Task<object> AskAsync(IWriteMessage message)
    {
        using var timeout = new CancellationTokenSource(ReplyWithin, time);
        try
        {
            return await writer.Ask<object>(message, Timeout.InfiniteTimeSpan, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new WriteRejected(message.Id, WriteRejection.Expired, "The writer did not answer in time.");
        }
    }
}
