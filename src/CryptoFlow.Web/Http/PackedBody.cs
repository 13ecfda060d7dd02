using System.IO.Compression;

namespace CryptoFlow.Web.Http;

/// <summary>The encoding of a body.</summary>
internal enum BodyEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>A JSON body that many clients share. The body is compressed once for each encoding, on first use. Immutable for its users; safe for concurrent use.</summary>
internal sealed class PackedBody(byte[] json)
{
    private readonly Lazy<byte[]> _gzip = new(() => Pack(json, s => new GZipStream(s, CompressionLevel.Fastest)));
    private readonly Lazy<byte[]> _brotli = new(() => Pack(json, s => new BrotliStream(s, CompressionLevel.Fastest)));

    /// <summary>The uncompressed body. Do not write to it.</summary>
    public byte[] Json => json;

    public byte[] In(BodyEncoding encoding) => encoding switch
    {
        BodyEncoding.Gzip => _gzip.Value,
        BodyEncoding.Brotli => _brotli.Value,
        _ => json,
    };

    /// <summary>Sends the body in the encoding that the client accepts.</summary>
    public Task SendAsync(HttpContext http)
    {
        var response = http.Response;
        var encoding = AcceptedEncoding.Of(http.Request.Headers.AcceptEncoding);
        var body = In(encoding);
        response.ContentType = ConditionalAnswer.Json;
        response.ContentLength = body.Length;

        // The response-compression middleware skips a response that has this header.
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
