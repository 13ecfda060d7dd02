using System.Collections.Frozen;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>What a code or status means for a collector.</summary>
internal readonly record struct ErrorMeaning(ExchangeErrorKind Kind, RetryAdvice Retry)
{
    public static ErrorMeaning BadRequest { get; } = new(ExchangeErrorKind.BadRequest, RetryAdvice.Never);
    public static ErrorMeaning UnknownSymbol { get; } = new(ExchangeErrorKind.UnknownSymbol, RetryAdvice.Never);
    public static ErrorMeaning Forbidden { get; } = new(ExchangeErrorKind.Forbidden, RetryAdvice.Never);
    public static ErrorMeaning Unavailable { get; } = new(ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff);
    public static ErrorMeaning BadAnswer { get; } = new(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff);
    public static ErrorMeaning RateLimited { get; } = new(ExchangeErrorKind.RateLimited, RetryAdvice.AfterPause);
    public static ErrorMeaning Banned { get; } = new(ExchangeErrorKind.Banned, RetryAdvice.AfterPause);
}

/// <summary>
/// Recognizes an exchange's errors: by a table of its codes, by the special cases of the exchange, and by the HTTP status. Also decides how
/// long the exchange is paused.
/// </summary>
internal abstract class ExchangeErrors(Exchange exchange, EnvelopeShape shape, string successCode, FrozenDictionary<string, ErrorMeaning> codes)
{
    private const int LongestQuote = 200;

    // Exchanges give times in whole seconds, or as the last refused millisecond.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    // The longest ban that an exchange documents (docs/exchanges.md, Binance, Limits). A header with a longer time must be wrong.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(3);

    public Exchange Exchange { get; } = exchange;

    /// <summary>The envelope this exchange uses.</summary>
    public EnvelopeShape Shape { get; } = shape;

    /// <summary>The error in an answer, or null if the answer is a success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="envelope">Its envelope, or null if the body has none (HTML, truncated, empty).</param>
    /// <param name="sentAt">When the request was sent (our clock).</param>
    public ExchangeError? Find(HttpAnswer answer, Envelope? envelope, DateTimeOffset sentAt)
    {
        if (answer.IsSuccess && envelope?.Code == successCode)
            return null;

        var code = envelope?.Code ?? "";
        var meaning = Special(answer, envelope) ?? (codes.TryGetValue(code, out var known) ? known : ByStatus(answer.Status, code));
        DateTimeOffset? pausedUntil = meaning.Retry == RetryAdvice.AfterPause
            ? answer.ReceivedAt + Capped(answer.RetryAfter is { } after ? Capped(after) + Rounding : Pause(answer, envelope, sentAt))
            : null;
        return new ExchangeError(meaning.Kind, meaning.Retry, Sentence(answer, envelope), answer.Status, code, pausedUntil);
    }

    private static TimeSpan Capped(TimeSpan pause) => pause < LongestPause ? pause : LongestPause;

    /// <summary>The error for an answer that cannot be read.</summary>
    public ExchangeError Unreadable(HttpAnswer answer, string why) =>
        new(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"{Exchange}: HTTP {answer.Status} with an answer that cannot be read: {why}", answer.Status);

    /// <summary>The error for an answer that can be read, but is about another symbol, interval or range than the request.</summary>
    public ExchangeError ToAnotherQuestion(HttpAnswer answer, string why) =>
        new(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"{Exchange}: HTTP {answer.Status} with an answer to another question: {why}", answer.Status);

    /// <summary>The meaning of an error of this exchange that the code alone does not show; null if the table or the status decides.</summary>
    protected abstract ErrorMeaning? Special(HttpAnswer answer, Envelope? envelope);

    /// <summary>The pause of the exchange after it refused a request sent at <paramref name="sentAt"/> without a Retry-After.</summary>
    protected abstract TimeSpan Pause(HttpAnswer answer, Envelope? envelope, DateTimeOffset sentAt);

    /// <summary>
    /// The meaning of an unlisted code. A 4xx is a defect of CryptoFlow, and a 5xx passes. A 2xx with an unknown code is retried, because
    /// giving up on history needs better evidence.
    /// </summary>
    private static ErrorMeaning ByStatus(int status, string code) => status switch
    {
        418 => ErrorMeaning.Banned,
        429 => ErrorMeaning.RateLimited,
        451 => ErrorMeaning.Forbidden,
        408 => ErrorMeaning.Unavailable,
        >= 500 => ErrorMeaning.Unavailable,
        >= 400 => ErrorMeaning.BadRequest,
        _ => code.Length > 0 ? ErrorMeaning.Unavailable : ErrorMeaning.BadAnswer,
    };

    private string Sentence(HttpAnswer answer, Envelope? envelope)
    {
        var code = string.IsNullOrEmpty(envelope?.Code) ? "" : $" {envelope.Code}";
        var words = string.IsNullOrEmpty(envelope?.Message) ? answer.Excerpt() : envelope.Message;
        return $"{Exchange}: HTTP {answer.Status}{code}: {Quote(words)}";
    }

    private static string Quote(string text)
    {
        var line = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "(empty body)" : line.Length > LongestQuote ? line[..LongestQuote] + "…" : line;
    }
}
