using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>
/// Sends queries to the readers. If the readers refuse a query or do not answer, the client sends the query again, as its policy says. All code that reads the file
/// of the running program uses this client.
/// </summary>
/// <remarks>The client has no state, so any number of callers may use it at the same time. An actor does not wait for the result but pipes it to itself.</remarks>
/// <param name="readers">The readers' router.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="policy">Tries, time for a try, and pauses.</param>
public sealed class ReaderClient(IActorRef readers, TimeProvider time, RetryPolicy policy)
{
    /// <summary>The answer, or the refusal of the last try.</summary>
    /// <param name="query">Creates the query for each try. The argument is the remaining time.</param>
    /// <param name="cancellation">Ends the wait and prevents further tries.</param>
    public async Task<Result<TAnswer, ReadRefused>> AskAsync<TAnswer>(Func<TimeSpan, IReadMessage<TAnswer>> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await AskOnceAsync(query(policy.TimeForTry), cancellation).ConfigureAwait(false);
            if (result.IsAnswered || attempt == policy.Attempts)
                return result;
            await policy.PauseAsync(attempt, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Result<TAnswer, ReadRefused>> AskOnceAsync<TAnswer>(IReadMessage<TAnswer> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply =>
        await readers.AskAsync<IReadReply>(query, query.Remaining, time, cancellation).ConfigureAwait(false) switch
        {
            TAnswer answer => answer,
            ReadRefused refused => refused,
            null => new ReadRefused(ReadRefusal.Expired, "The readers did not answer in time.", TimeSpan.FromSeconds(1)),
            var other => throw new InvalidOperationException($"The readers answered {query.GetType().Name} with {other.GetType().Name}."),
        };
}
