using System.IO.Compression;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Caching;

/// <summary>How a body is encoded for a client.</summary>
internal enum BodyEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>A JSON body that many clients get: written once, and packed once for each encoding that is asked for. Immutable to its users; safe for concurrent use.</summary>
internal sealed class PackedBody(byte[] json)
{
    private readonly Lazy<byte[]> _gzip = new(() => Pack(json, s => new GZipStream(s, CompressionLevel.Fastest)));
    private readonly Lazy<byte[]> _brotli = new(() => Pack(json, s => new BrotliStream(s, CompressionLevel.Fastest)));

    /// <summary>As it is without an encoding; not to be written to.</summary>
    public byte[] Json => json;

    public byte[] In(BodyEncoding encoding) => encoding switch
    {
        BodyEncoding.Gzip => _gzip.Value,
        BodyEncoding.Brotli => _brotli.Value,
        _ => json,
    };

    /// <summary>Sends it in the encoding that the client takes.</summary>
    public Task SendAsync(HttpContext http)
    {
        var response = http.Response;
        var encoding = AcceptedEncoding.Of(http.Request.Headers.AcceptEncoding);
        var body = In(encoding);
        response.ContentType = ConditionalAnswer.Json;
        response.ContentLength = body.Length;

        // Also tells the compressing middleware that there is nothing left to do.
        if (AcceptedEncoding.NameOf(encoding) is { } name)
            response.Headers.ContentEncoding = name;
        return response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static byte[] Pack(byte[] body, Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream(body.Length / 3);
        using (var stream = packer(packed))
            stream.Write(body);
        return packed.ToArray();
    }
}
