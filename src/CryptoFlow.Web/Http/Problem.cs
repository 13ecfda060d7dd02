using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace CryptoFlow.Web.Http;

/// <summary>
/// An error answer as in RFC 9457 with the extra member <c>error</c>: one sentence that says what is allowed.
/// Endpoints and the pipeline around them both answer every error in this form.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">One sentence for the person who sent the request.</param>
/// <param name="RetryAfter">When to try again, for errors of load or readiness.</param>
internal sealed record Problem(int Status, string Error, TimeSpan? RetryAfter = null) : IResult
{
    public const string ContentType = "application/problem+json";

    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("title");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Detail = JsonEncodedText.Encode("detail");
    private static readonly JsonEncodedText ErrorName = JsonEncodedText.Encode("error");

    public static Problem BadRequest(string error) => new(StatusCodes.Status400BadRequest, error);

    public static Problem NotFound(string error) => new(StatusCodes.Status404NotFound, error);

    public static Problem Unavailable(string error, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, error, retryAfter ?? TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        await using (var writer = new Utf8JsonWriter(response.BodyWriter, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString(Type, "about:blank");
            writer.WriteString(Title, ReasonPhrases.GetReasonPhrase(Status));
            writer.WriteNumber(StatusName, Status);
            writer.WriteString(Detail, Error);
            writer.WriteString(ErrorName, Error);
            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
