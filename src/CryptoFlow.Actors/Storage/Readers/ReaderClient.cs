using Akka.Actor;
using CryptoFlow.Retries;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>Sends a query with a deadline to the readers. Sends it again after a pause if they refuse it or do not answer.</summary>
/// <param name="readers">The readers' router.</param>
/// <param name="time">The clock of deadlines and pauses.</param>
/// <param name="within">Time for the answer to one try.</param>
/// <param name="attempts">Most tries, at least 1.</param>
/// <param name="backoff">The pauses between the tries.</param>
internal sealed class ReaderClient(IActorRef readers, TimeProvider time, TimeSpan within, int attempts, Backoff backoff)
{
    /// <summary>The readers' answer: the query's reply, or the last <see cref="ReadRefused"/>.</summary>
    /// <param name="query">Creates the query for each try; the argument is its deadline.</param>
    /// <param name="cancellation">Stops further tries.</param>
    public async Task<object> AskAsync(Func<DateTimeOffset, IReadMessage> query, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await AskOnceAsync(query(time.GetUtcNow() + within), cancellation).ConfigureAwait(false);
            if (reply is not ReadRefused || attempt == attempts)
                return reply;
            await Task.Delay(backoff.Delay(attempt), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<object> AskOnceAsync(IReadMessage query, CancellationToken cancellation)
    {
        try
        {
            return await readers.Ask<object>(query, within, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new ReadRefused(ReadRefusal.Expired, "The readers did not answer in time.", TimeSpan.Zero);
        }
    }
}
