using System.Text.Json;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Logging;
using CryptoFlow.Messages;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>One request to an exchange.</summary>
/// <param name="Path">The endpoint's path from the root of the host; also the key of its own limits.</param>
/// <param name="Query">The query without '?', already escaped; may be empty.</param>
/// <param name="Cost">Its cost in the exchange's unit.</param>
/// <param name="Priority">Its priority in the queue for a permit.</param>
internal sealed record ExchangeRequest(string Path, string Query, int Cost, RequestPriority Priority);

/// <summary>A successful answer.</summary>
/// <param name="Payload">The JSON text of the requested data; valid only while it is being read.</param>
/// <param name="Time">The exchange's clock, ms UTC; 0 if the answer does not say.</param>
internal readonly record struct ExchangeAnswer(ReadOnlyMemory<byte> Payload, long Time);

/// <summary>
/// The path of every request to an exchange: take a permit, send, recognize errors, and pause the whole exchange if it refuses. It never
/// retries: the collector decides about that.
/// </summary>
internal sealed partial class ExchangeSession(
    Uri baseUrl,
    ExchangeHttp http,
    RequestBudget budget,
    ExchangeErrors errors,
    Action<HttpAnswer, RequestPermit, RequestBudget> observeLimits,
    ILogger log)
{
    /// <summary>Asks and reads the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">
    /// Reads a successful answer. Throws <see cref="JsonException"/> if the answer breaks the exchange's contract, <see
    /// cref="OtherQuestionException"/> if it answers another request.
    /// </param>
    /// <param name="cancellation">Throws; either nothing was sent, or the answer is dropped.</param>
    public async Task<ExchangeResult<T>> AskAsync<T>(ExchangeRequest request, Func<ExchangeAnswer, T> read, CancellationToken cancellation)
        where T : class
    {
        using var permit = await budget.AcquireAsync(request.Cost, request.Path, request.Priority, cancellation);
        if (permit is null)
            return new ExchangeError(ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff, $"{errors.Exchange}: too many requests already wait for a permit.");

        var (answer, failure) = await http.GetAsync(UriOf(request), permit, cancellation);
        if (answer is null)
        {
            var lost = failure! with { Message = $"{errors.Exchange}: {failure.Message}" };
            LogFailure(request.Path, request.Query, lost.Kind, lost.Message);
            return lost;
        }

        using (answer)
        {
            observeLimits(answer, permit, budget);
            var result = Read(answer, permit.GrantedAt, read);
            if (result.Error is not { } error)
                return result;

            LogFailure(request.Path, request.Query, error.Kind, error.Message);
            if (error.PausedUntil is { } until)
                budget.Refused(until, error.Message);
            return error;
        }
    }

    private ExchangeResult<T> Read<T>(HttpAnswer answer, DateTimeOffset sentAt, Func<ExchangeAnswer, T> read)
        where T : class
    {
        try
        {
            var envelope = Open(answer);
            if (errors.Find(answer, envelope, sentAt) is { } error)
                return error;
            return read(new ExchangeAnswer(envelope!.Payload, errors.Shape.Time is null ? answer.DateMs : envelope.Time));
        }
        catch (JsonException e)
        {
            // Utf8JsonReader reports malformed text only by an exception. From here on it is a value.
            return errors.Unreadable(answer, e.Message);
        }
        catch (OtherQuestionException e)
        {
            return errors.ToAnotherQuestion(answer, e.Message);
        }
    }

    /// <summary>Opens the envelope. A refusal may come from a proxy before the exchange and need not be JSON; a success has to be.</summary>
    private Envelope? Open(HttpAnswer answer)
    {
        try
        {
            return Envelope.Open(answer.Body, errors.Shape);
        }
        catch (JsonException) when (!answer.IsSuccess)
        {
            return null;
        }
    }

    private Uri UriOf(ExchangeRequest request) =>
        new(baseUrl, request.Query.Length == 0 ? request.Path : $"{request.Path}?{request.Query}");

    [LoggerMessage(LogEvents.RequestFailed, LogLevel.Debug, "{Path}?{Query} failed ({Kind}): {Reason}")]
    private partial void LogFailure(string path, string query, ExchangeErrorKind kind, string reason);
}
