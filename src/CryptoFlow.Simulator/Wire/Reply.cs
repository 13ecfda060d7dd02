namespace CryptoFlow.Simulator.Wire;

/// <summary>An answer before it is sent: status, body, and the Retry-After time.</summary>
internal sealed class Reply(int status, string contentType, JsonBody body) : IDisposable
{
    public const string JsonType = "application/json;charset=UTF-8";

    public int Status { get; } = status;

    public string ContentType { get; } = contentType;

    public JsonBody Body { get; } = body;

    /// <summary>Value of the <c>Retry-After</c> header; null for no header.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether this is a page of candles.</summary>
    public bool IsPage { get; init; }

    public static Reply Json(int status, string text, int? retryAfterSeconds = null) =>
        new(status, JsonType, new JsonBody().Text(text)) { RetryAfterSeconds = retryAfterSeconds };

    public static Reply Html(int status, string text, int? retryAfterSeconds = null) =>
        new(status, "text/html", new JsonBody().Text(text)) { RetryAfterSeconds = retryAfterSeconds };

    public static Reply Plain(int status, string text, int? retryAfterSeconds = null) =>
        new(status, "text/plain", new JsonBody().Text(text)) { RetryAfterSeconds = retryAfterSeconds };

    public static Reply Page(JsonBody body) => new(200, JsonType, body) { IsPage = true };

    public void Dispose() => Body.Dispose();
}
