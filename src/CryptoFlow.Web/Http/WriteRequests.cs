using Akka.Hosting;
using CryptoFlow.Monitoring;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Sends the writes of HTTP requests. Each write is sent once: a client that gets 503 may send the same request again without harm. If no writer can be reached, the
/// client gets 503 after <see cref="WriterReach.GivenUpAfter"/>, even if the request has a longer limit.
/// </summary>
internal sealed class WriteRequests(IRequiredActor<DbWriterActor> writer, MonitorBoard board, TimeProvider time)
{
    /// <param name="request">Creates the request. The argument is the remaining time.</param>
    /// <param name="within">Maximum wait for the COMMIT.</param>
    /// <param name="aborted">Cancelled when the client leaves. The request may be stored nevertheless.</param>
    public async Task<Answer<TReply>> SendAsync<TReply>(Func<TimeSpan, IWriteMessage<TReply>> request, TimeSpan within, CancellationToken aborted)
        where TReply : class, IWriteReply
    {
        if (!writer.TryGet(out var actor))
            return new(null, Problem.Unavailable("The writer is not ready yet; try again."));
        var client = new WriterClient(actor, time, RetryPolicy.Once(within));
        var sending = client.SendAsync(request, aborted);
        if (!await EndsAsync(sending, aborted))
            return new(null, Away);
        var written = await sending;
        return written.IsAnswered ? new(written.Answer, null) : new(null, ProblemOf(written.Refusal));
    }

    /// <summary>The answer to a request that is given up.</summary>
    public static Problem Away { get; } = Problem.Unavailable("No node with the writer can be reached now. Send the request again: a request that is stored already changes nothing.");

    /// <summary>Waits for a step of a request that ends with a write. False if the request is given up, because no writer can be reached.</summary>
    public async Task<bool> EndsAsync(Task step, CancellationToken aborted)
    {
        var started = time.GetTimestamp();
        while (WriterReach.WaitFor(board.Newest, time.GetElapsedTime(started), time) is var wait && wait > TimeSpan.Zero)
        {
            await step.WaitAsync(wait, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            aborted.ThrowIfCancellationRequested();
            if (step.IsCompleted)
                return true;
        }

        return false;
    }

    private static Problem ProblemOf(WriterProtocol.WriteRefused rejected) => rejected.Reason == WriteRefusal.Invalid
        ? Problem.BadRequest(rejected.Detail)
        : Problem.Unavailable($"The database cannot be written now: {rejected.Detail}");
}
