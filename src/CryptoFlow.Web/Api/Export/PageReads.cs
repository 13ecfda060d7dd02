using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Export;

/// <summary>Reads the pages of an export from the readers, and asks again while they refuse.</summary>
internal sealed class PageReads(ReadQueries queries, TimeProvider time)
{
    /// <summary>Maximum time for which a refused page is asked for again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <exception cref="PageRefusedException">The readers have refused for too long.</exception>
    public async ValueTask<TAnswer> ReadAsync<TAnswer>(Func<TimeSpan, IReadMessage<TAnswer>> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var (read, problem) = await queries.AskAsync(query, cancellation);
            if (read is not null)
                return read;
            if (time.GetElapsedTime(began) > Patience)
                throw new PageRefusedException(problem!.Error);
            await Task.Delay(problem!.RetryAfter ?? AgainAfter, time, cancellation);
        }
    }
}

/// <summary>The readers have refused a page of an export for too long.</summary>
internal sealed class PageRefusedException(string message) : Exception(message);
