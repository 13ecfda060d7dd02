using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Sends the queries of HTTP requests. Each query is sent once: a client that gets 503 decides whether to try again. The query carries the time limit of the wait, so
/// readers drop a query when nobody waits for it any more.
/// </summary>
internal sealed class ReadQueries(IRequiredActor<DbReaderRouterActor> readers, IOptions<CryptoFlowOptions> options, TimeProvider time)
{
    private ReaderClient? _client;

    public async Task<Answer<TAnswer>> AskAsync<TAnswer>(Func<TimeSpan, IReadMessage<TAnswer>> query, CancellationToken aborted)
        where TAnswer : class, IReadReply
    {
        if (_client is null)
        {
            if (!readers.TryGet(out var actor))
                return new(null, Problem.Unavailable("The database is not ready yet; try again."));
            _client = new ReaderClient(actor, time, RetryPolicy.Once(TimeSpan.FromMilliseconds(options.Value.Api.ReadTimeoutMs)));
        }

        var read = await _client.AskAsync(query, aborted);
        return read.IsAnswered ? new(read.Answer, null) : new(null, ProblemOf(read.Refusal));
    }

    private static Problem ProblemOf(ReaderProtocol.ReadRefused refused) => Problem.Unavailable(
        refused.Reason switch
        {
            ReadRefusal.QueueFull => "Too many queries wait for a reader; try again after the time in Retry-After.",
            ReadRefusal.Expired => "The query has waited longer than Api:ReadTimeoutMs; try again after the time in Retry-After.",
            ReadRefusal.NotReady => $"{refused.Detail.TrimEnd('.')}; try again after the time in Retry-After.",
            _ => "The database file cannot be read now; /api/health shows the reason.",
        },
        refused.RetryAfter);
}
