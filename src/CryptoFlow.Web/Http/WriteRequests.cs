using Akka.Hosting;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Http;

/// <summary>The write requests of HTTP requests. Each is sent once: a client that gets 503 may send the same request again without harm.</summary>
internal sealed class WriteRequests(IRequiredActor<DbWriterActor> writer, TimeProvider time)
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
        var written = await client.SendAsync(request, aborted).WaitAsync(aborted);
        return written.IsAnswered ? new(written.Answer, null) : new(null, ProblemOf(written.Refusal));
    }

    private static Problem ProblemOf(WriterProtocol.WriteRefused rejected) => rejected.Reason == WriteRefusal.Invalid
        ? Problem.BadRequest(rejected.Detail)
        : Problem.Unavailable($"The database cannot be written now: {rejected.Detail}");
}
