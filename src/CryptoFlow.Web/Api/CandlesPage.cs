using System.Text.Json;
using CryptoFlow.Storage.Readers;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Api;

/// <summary>
/// The answer of <c>GET /api/candles</c>: written straight into the response's pipe, or 304 where the client has it already.
/// </summary>
internal sealed class CandlesPage(ReaderProtocol.CandlesRead read) : IResult
{
    /// <summary>Bytes that wait in the pipe before they are handed on: large enough to compress well, small enough to stay bounded.</summary>
    private const int FlushAfter = 64 * 1024;

    private static readonly JsonEncodedText Candles = JsonEncodedText.Encode("candles");
    private static readonly JsonEncodedText Exchange = JsonEncodedText.Encode("exchange");
    private static readonly JsonEncodedText Symbol = JsonEncodedText.Encode("symbol");
    private static readonly JsonEncodedText OldestTime = JsonEncodedText.Encode("oldestTime");
    private static readonly JsonEncodedText HasMore = JsonEncodedText.Encode("hasMore");

    /// <summary>
    /// The version of the series says what is stored; count, ends and <c>hasMore</c> say which part of it this is. Weak, since
    /// the same page goes out plain, gzipped and brotlied.
    /// </summary>
    public static EntityTagHeaderValue TagOf(ReaderProtocol.CandlesRead read)
    {
        var (first, last) = read.Candles.IsEmpty ? (0, 0) : (read.Candles[0].OpenTime, read.Candles[^1].OpenTime);
        var more = read.HasOlder ? 'm' : 'e';
        return new EntityTagHeaderValue($"\"v{read.SeriesVersion}-{read.Candles.Length}-{first:x}-{last:x}-{more}\"", isWeak: true);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var tag = TagOf(read);
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = "no-cache";
        if (Holds(httpContext.Request, tag))
        {
            // A 304 carries what the 200 would have: caches keep their copies apart by encoding.
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        await WriteAsync(response, httpContext.RequestAborted);
    }

    private static bool Holds(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch.Where(v => v is not null).ToList()!, out var held)
        && held.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(tag, useStrongComparison: false));

    private async Task WriteAsync(HttpResponse response, CancellationToken aborted)
    {
        var pipe = response.BodyWriter;
        await using var writer = new Utf8JsonWriter(pipe, CandleJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray(Candles);
        var flushed = 0L;
        for (var i = 0; i < read.Candles.Length; i++)
        {
            CandleJson.Write(writer, in read.Candles.ItemRef(i));
            if (writer.BytesCommitted + writer.BytesPending - flushed < FlushAfter)
                continue;

            writer.Flush();
            flushed = writer.BytesCommitted;
            if ((await pipe.FlushAsync(aborted)).IsCompleted)
                return;
        }

        writer.WriteEndArray();
        writer.WriteString(Exchange, read.Series.Exchange.ToStorageName());
        writer.WriteString(Symbol, read.Series.Symbol);
        if (read.Candles.IsEmpty)
            writer.WriteNull(OldestTime);
        else
            writer.WriteNumber(OldestTime, read.Candles[0].OpenTime);
        writer.WriteBoolean(HasMore, read.HasOlder);
        writer.WriteEndObject();
        writer.Flush();
        await pipe.FlushAsync(aborted);
    }
}
