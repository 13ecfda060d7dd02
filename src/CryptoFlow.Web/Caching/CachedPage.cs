using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Caching;

/// <summary>How a body is encoded for a client.</summary>
internal enum BodyEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>An answer of <c>GET /api/candles</c> as bytes, written once and packed once for each encoding that is asked for. Immutable to its users; safe for concurrent use.</summary>
internal sealed class CachedPage(EntityTagHeaderValue? tag, byte[] json)
{
    private readonly Lazy<byte[]> _gzip = new(() => Pack(json, s => new GZipStream(s, CompressionLevel.Fastest)));
    private readonly Lazy<byte[]> _brotli = new(() => Pack(json, s => new BrotliStream(s, CompressionLevel.Fastest)));

    public EntityTagHeaderValue? Tag { get; } = tag;

    /// <summary>The tag as it is sent.</summary>
    public string? TagText { get; } = tag?.ToString();

    /// <summary>What it may come to in memory when all encodings have been asked for: packed bodies are a third of the plain one, and more where it is short.</summary>
    public int Bytes => (2 * json.Length) + 1024;

    public byte[] Body(BodyEncoding encoding) => encoding switch
    {
        BodyEncoding.Gzip => _gzip.Value,
        BodyEncoding.Brotli => _brotli.Value,
        _ => json,
    };

    private static byte[] Pack(byte[] body, Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream(body.Length / 3);
        using (var stream = packer(packed))
            stream.Write(body);
        return packed.ToArray();
    }
}
