using System.Text.Json;

namespace CryptoFlow.Web.Http;

/// <summary>Reads the JSON objects in the bodies of requests, member by member, with error messages of this program.</summary>
internal static class JsonInput
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>
    /// True for an exception that invalid JSON causes. A lone surrogate escape and bytes that are not UTF-8 pass the parser; for them the JSON reader throws <see
    /// cref="InvalidOperationException"/> when the name or string is read.
    /// </summary>
    public static bool IsClientsFault(Exception exception) => exception is JsonException or InvalidOperationException;

    /// <summary>Reads an object. A member that is null counts as absent.</summary>
    /// <param name="request">The request. Its body is bounded (see <c>RequestLimits</c>).</param>
    /// <param name="empty">The result for an empty body.</param>
    /// <param name="example">An example body for the error message.</param>
    /// <param name="take">Adds a member to the result.</param>
    /// <param name="aborted">Ends the wait when the client leaves.</param>
    /// <exception cref="InputException">The body is not JSON or not an object, or a member is wrong.</exception>
    /// <exception cref="BadHttpRequestException">The content type is not JSON.</exception>
    public static async Task<T> ReadObjectAsync<T>(HttpRequest request, T empty, string example, Func<T, JsonProperty, T> take, CancellationToken aborted)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, aborted);
        if (body.Length == 0)
            return empty;
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException($"The body must be a JSON object such as {example}.");
            return document.RootElement.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).Aggregate(empty, take);
        }
        catch (Exception wrong) when (IsClientsFault(wrong))
        {
            throw new InputException($"The body is not valid JSON; it is an object such as {example}.");
        }
    }

    /// <exception cref="InputException">The member is not a string.</exception>
    public static string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw new InputException($"{member.Name} must be a string.");

    /// <summary>A time, ms UTC, as a number or as text.</summary>
    /// <exception cref="InputException">The member is not a time.</exception>
    public static long Time(JsonProperty member) => SeriesInput.Time(
        member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
}
