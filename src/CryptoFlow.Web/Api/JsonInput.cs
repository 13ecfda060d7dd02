using System.Text.Json;

namespace CryptoFlow.Web.Api;

/// <summary>Reads the JSON objects that clients send as bodies, member by member, in words of our own where they are wrong.</summary>
internal static class JsonInput
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>
    /// Not JSON; or JSON whose text is no text: a lone surrogate escape and bytes that are no UTF-8 pass the parser and throw
    /// <see cref="InvalidOperationException"/> when a name or a string is read.
    /// </summary>
    public static bool IsClientsFault(Exception exception) => exception is JsonException or InvalidOperationException;

    /// <summary>Reads an object; a member that is null counts as left out.</summary>
    /// <param name="request">The request. Its body is bounded (see <c>RequestLimits</c>).</param>
    /// <param name="empty">What no body at all means.</param>
    /// <param name="example">For the sentence about what is no JSON.</param>
    /// <param name="take">Takes a member over.</param>
    /// <param name="aborted">Ends the wait when the client leaves.</param>
    /// <exception cref="InputException">It is not JSON, not an object, or a member is wrong.</exception>
    /// <exception cref="BadHttpRequestException">It is of another type.</exception>
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

    /// <exception cref="InputException">It is no string.</exception>
    public static string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw new InputException($"{member.Name} must be a string.");

    /// <summary>A time, ms UTC, as a number or as text.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static long Time(JsonProperty member) => SeriesInput.Time(
        member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
}
