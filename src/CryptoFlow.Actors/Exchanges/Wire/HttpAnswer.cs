using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>An HTTP answer with its whole body, in a rented buffer: <see cref="Body"/> is valid until the answer is disposed.</summary>
internal sealed class HttpAnswer(int status, HttpResponseHeaders headers, byte[] rented, int length, DateTimeOffset receivedAt) : IDisposable
{
    // Only the first bytes of a body are searched for words or shown.
    private const int ExcerptBytes = 2048;

    public int Status { get; } = status;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>When the headers of the answer arrived (our clock).</summary>
    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    public ReadOnlyMemory<byte> Body { get; private set; } = rented.AsMemory(0, length);

    /// <summary>The header Date, ms UTC with a resolution of one second; 0 if it is missing.</summary>
    public long DateMs => headers.Date?.ToUnixTimeMilliseconds() ?? 0;

    /// <summary>The header Retry-After as a time to wait; null if it is missing, zero or in the past.</summary>
    public TimeSpan? RetryAfter
    {
        get
        {
            var retry = headers.RetryAfter;
            var wait = retry?.Delta ?? (retry?.Date is { } date ? date - (headers.Date ?? ReceivedAt) : TimeSpan.Zero);
            return wait > TimeSpan.Zero ? wait : null;
        }
    }

    /// <summary>The integer value of a header; null if the header is missing or not an integer.</summary>
    public long? Number(string header) =>
        headers.TryGetValues(header, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Whether the beginning of the body contains these words, ignoring case.</summary>
    public bool Says(string words) => Excerpt().Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The beginning of the body as text.</summary>
    public string Excerpt() => Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, ExcerptBytes)]);

    public void Dispose()
    {
        if (rented.Length == 0)
            return;
        Body = default;
        ArrayPool<byte>.Shared.Return(rented);
        rented = [];
    }
}
