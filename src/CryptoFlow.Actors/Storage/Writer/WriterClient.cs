using Akka.Actor;
using CryptoFlow.Exchanges;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Sends a message to the writer and waits for its COMMIT, sending it again where that is worth it: an acknowledged page is
/// stored, a page without an acknowledgement is sent until it has one. Storing twice is harmless (upserts by natural key).
/// </summary>
internal sealed class WriterClient(IActorRef writer, TimeProvider time, int seed)
{
    /// <summary>
    /// Longer than the default busy timeout (5 s), so that a lock that is waited out is no time-out here. Where a longer one is configured,
    /// a message may be sent again while it waits, which is harmless.
    /// </summary>
    private static readonly TimeSpan ReplyWithin = TimeSpan.FromSeconds(30);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), seed);

    /// <summary>The writer's answer: the message's own reply, or the refusal where another try is of no use.</summary>
    /// <param name="message">Makes the message anew for each try, with its deadline.</param>
    /// <param name="cancellation">Ends the tries, never a try.</param>
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
