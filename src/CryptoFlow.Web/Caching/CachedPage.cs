using CryptoFlow.Web.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// The newest page of a series as bytes: the body of <c>GET /api/candles</c>, and the history message of a WebSocket subscription, which is
/// encoded on first use. Immutable for its users; safe for concurrent use.
/// </summary>
/// <param name="tag">The ETag of the page; null when the database has no id.</param>
/// <param name="json">The body of the HTTP answer.</param>
/// <param name="history">Encodes the history message.</param>
internal sealed class CachedPage(EntityTagHeaderValue? tag, byte[] json, Func<ReadOnlyMemory<byte>> history)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _history = new(history);

    public EntityTagHeaderValue? Tag { get; } = tag;

    /// <summary>The ETag as header text.</summary>
    public string? TagText { get; } = tag?.ToString();

    public PackedBody Body { get; } = new(json);

    /// <summary>The body of the HTTP answer, plain.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>The history message of a subscription, encoded once for all subscribers.</summary>
    public ReadOnlyMemory<byte> History => _history.Value;

    /// <summary>
    /// Estimated memory of all forms of the page, bytes: the plain body, the history message of the same length, and two compressed bodies of
    /// about a third each. The constant covers short pages, which compress less.
    /// </summary>
    public int Bytes => (3 * json.Length) + 1024;
}
