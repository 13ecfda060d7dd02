using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Caching;

/// <summary>
/// The newest page of a series as bytes: the answer of <c>GET /api/candles</c>, and, where a WebSocket client has asked for it, the message that begins a subscription.
/// Immutable to its users; safe for concurrent use.
/// </summary>
/// <param name="tag">Says which page it is.</param>
/// <param name="json">The body of the HTTP answer.</param>
/// <param name="history">Writes the WebSocket message.</param>
internal sealed class CachedPage(EntityTagHeaderValue? tag, byte[] json, Func<ReadOnlyMemory<byte>> history)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _history = new(history);

    public EntityTagHeaderValue? Tag { get; } = tag;

    /// <summary>The tag as it is sent.</summary>
    public string? TagText { get; } = tag?.ToString();

    public PackedBody Body { get; } = new(json);

    /// <summary>The message that begins a subscription, written once for all subscribers.</summary>
    public ReadOnlyMemory<byte> History => _history.Value;

    /// <summary>
    /// Estimate of the memory of all its forms, bytes: the plain body, the WebSocket message of the same length, and two packed bodies of a third each,
    /// more where it is short.
    /// </summary>
    public int Bytes => (3 * json.Length) + 1024;
}
