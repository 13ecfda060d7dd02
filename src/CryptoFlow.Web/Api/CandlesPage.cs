using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Api;

/// <summary>
/// A page that is not kept: written straight into the response's pipe, or 304 where the client has it already.
/// </summary>
internal sealed class CandlesPage(ReaderProtocol.CandlesRead read) : IResult
{
    /// <summary>Candles that wait in the pipe before they are handed on, some 50 kB: enough to compress well, little enough to stay bounded.</summary>
    private const int FlushAfter = 256;

    /// <summary>
    /// The identity of the database and the version of the series say what is stored; count, ends and <c>hasMore</c> say which part of it this is. Weak, since
    /// the same page goes out plain, gzipped and brotlied. Null where the file has no identity: then versions of two files could not be told apart.
    /// </summary>
    public static EntityTagHeaderValue? TagOf(ReaderProtocol.CandlesRead read)
    {
        if (read.DatabaseId is not { } database)
            return null;
        var (first, last) = read.Candles.IsEmpty ? (0, 0) : (read.Candles[0].OpenTime, read.Candles[^1].OpenTime);
        var more = read.HasOlder ? 'm' : 'e';
        return new EntityTagHeaderValue($"\"{database}-v{read.SeriesVersion}-{read.Candles.Length}-{first:x}-{last:x}-{more}\"", isWeak: true);
    }

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
