using System.Buffers;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>
/// A newest page with the forming candle after its stored candles. The page is not cached and has no ETag, because the forming candle changes without a commit. The
/// stored candles come from the cache, and each answer adds the forming candle.
/// </summary>
/// <param name="page">The stored candles.</param>
/// <param name="forming">The forming candle; null for none.</param>
internal sealed class FormingPage(CachedPage page, Candle? forming) : IResult
{
    /// <summary>The end of the array of candles. No candle contains this text.</summary>
    private static ReadOnlySpan<byte> ArrayEnd => "],\"exchange\":"u8;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ConditionalAnswer.Json;
        response.Headers.CacheControl = "no-store";
        Write(page.Json.Span, forming, response.BodyWriter);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Writes the body of a page with the forming candle.</summary>
    internal static void Write(ReadOnlySpan<byte> json, Candle? forming, IBufferWriter<byte> to)
    {
        var end = json.IndexOf(ArrayEnd);
        if (forming is not { } candle || end < 0)
        {
            to.Write(json);
            return;
        }

        to.Write(json[..end]);
        if (json[end - 1] == (byte)'}')
            to.Write(","u8);
        var span = to.GetSpan(CandleJson.MaxBytes);
        to.Advance(CandleJson.Format(in candle, span) - 1);
        to.Write(",\"forming\":true}"u8);
        to.Write(json[end..]);
    }
}
