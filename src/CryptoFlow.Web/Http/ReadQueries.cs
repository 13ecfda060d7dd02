using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Http;

/// <summary>Sends queries to the readers. The message carries the deadline of the Ask, so readers drop queries that nobody waits for any more.</summary>
internal sealed class ReadQueries(IRequiredActor<DbReaderRouterActor> readers, IOptions<CryptoFlowOptions> options, TimeProvider time)
{
    public async Task<Answer<T>> AskAsync<T>(Func<DateTimeOffset, IReadMessage> query, CancellationToken aborted)
        where T : class
    {
        var timeout = TimeSpan.FromMilliseconds(options.Value.Api.ReadTimeoutMs);
        var (reply, problem) = await readers.AskAsync("The database", query(time.GetUtcNow() + timeout), timeout, aborted);
        return reply switch
        {
            null => new(null, problem),
            T answer => new(answer, null),
            ReaderProtocol.ReadRefused refused => new(null, Refusal(refused)),
            _ => throw new InvalidOperationException($"The readers answered with {reply.GetType().Name} where {typeof(T).Name} was expected."),
        };
    }

    private static Problem Refusal(ReaderProtocol.ReadRefused refused) => Problem.Unavailable(
        refused.Reason switch
        {
            ReadRefusal.QueueFull => "Too many queries are waiting; try again after the time in Retry-After.",
            ReadRefusal.Expired => "The query waited for longer than it may; try again after the time in Retry-After.",
            ReadRefusal.NotReady => "The database is not open yet, or is closing; try again after the time in Retry-After.",
            _ => "The file cannot be read now; /api/health says more.",
        },
        refused.RetryAfter);
}
