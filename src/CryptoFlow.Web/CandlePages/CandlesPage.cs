using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.CandlePages;

/// <summary>
/// A page that is not cached. It is written directly into the pipe of the response, or answered with 304 when the client already has it.
/// </summary>
internal sealed class CandlesPage(ReaderProtocol.CandlesRead read) : IResult
{
    /// <summary>Candles that are written before the pipe is flushed, some 50 kB: enough to compress well, and a bound on the memory.</summary>
    private const int FlushAfter = 256;

    /// <summary>
    /// The ETag of a page. The database id and the series version identify the stored data; count, first and last time and <c>hasMore</c> identify
    /// the page within it, for rolled-up candles also the timeframe and the base. The tag is weak, because plain, gzip and brotli bodies share it. Null if the file
    /// has no database id, because equal versions of two files could then not be told apart.
    /// </summary>
    public static EntityTagHeaderValue? TagOf(ReaderProtocol.CandlesRead read)
    {
        if (read.DatabaseId is not { } database)
            return null;
        var (first, last) = read.Candles.IsEmpty ? (0, 0) : (read.Candles[0].OpenTime, read.Candles[^1].OpenTime);
        var more = (read.HasOlder ? "m" : "e") + (read.RolledUp is { } rolled ? $"-{rolled.Timeframe}-{read.Series.Interval}" : "");
        return new EntityTagHeaderValue($"\"{database}-v{read.SeriesVersion}-{read.Candles.Length}-{first:x}-{last:x}-{more}{TextOf(read.Restored)}\"", isWeak: true);
    }

    /// <summary>Deletions of old revisions change a restored page, and they move the time since which revisions are complete.</summary>
    private static string TextOf(ReaderProtocol.RestoredAt? restored) => restored is { } at ? $"-a{at.AsOf:x}-{at.RevisionsSince:x}" : "";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (ConditionalAnswer.TryNotModified(httpContext, TagOf(read)))
            return;

        response.ContentType = ConditionalAnswer.Json;
        var pipe = response.BodyWriter;
        CandlesBody.WriteStart(pipe);
        for (var from = 0; from < read.Candles.Length; from += FlushAfter)
        {
            CandlesBody.WriteCandles(read, from, Math.Min(from + FlushAfter, read.Candles.Length), pipe);
            if ((await pipe.FlushAsync(httpContext.RequestAborted)).IsCompleted)
                return;
        }

        CandlesBody.WriteEnd(read, pipe);
        await pipe.FlushAsync(httpContext.RequestAborted);
    }
}
