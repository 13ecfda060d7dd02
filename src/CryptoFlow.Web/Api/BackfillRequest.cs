using System.ComponentModel;
using System.Text.Json;
using CryptoFlow.Collectors;

namespace CryptoFlow.Web.Api;

/// <summary>The optional body of <c>POST /api/backfill</c>; what is left out means all that is configured.</summary>
/// <param name="Exchange">Only this exchange.</param>
/// <param name="Symbol">Only this symbol.</param>
/// <param name="Tf">Only this interval, by name (15m) or in minutes (15).</param>
/// <param name="Days">History to complete instead of what is configured, 1 to 3650.</param>
internal sealed record BackfillRequest(
    string? Exchange = null,
    string? Symbol = null,
    [property: Description("The interval by name (15m) or in minutes; a number is taken as well.")] string? Tf = null,
    int? Days = null)
{
    private const int MaxDays = 3650;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads a body; none at all is the empty request.</summary>
    /// <exception cref="InputException">It is not JSON, not an object, or a member is wrong.</exception>
    public static async Task<BackfillRequest> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, aborted);
        if (body.Length == 0)
            return new BackfillRequest();
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
            return Parse(document.RootElement);
        }
        catch (Exception wrong) when (JsonInput.IsClientsFault(wrong))
        {
            throw new InputException("The body is not valid JSON; it is an object such as {\"exchange\":\"binance\",\"days\":30}.");
        }
    }

    /// <exception cref="InputException">A name or number is not allowed.</exception>
    public BackfillScope ToScope() => new(
        Exchange is null ? null : SeriesInput.Exchange(Exchange),
        Symbol is null ? null : SeriesInput.Symbol(Symbol),
        Tf is null ? null : SeriesInput.Interval(Tf),
        Days is null or (>= 1 and <= MaxDays) ? Days : throw new InputException($"days is {Days}; allowed is 1 to {MaxDays}."));

    private static BackfillRequest Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InputException("The body must be a JSON object with the optional members exchange, symbol, tf and days.");

        var request = new BackfillRequest();
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;

            request = member.Name switch
            {
                "exchange" => request with { Exchange = Text(member) },
                "symbol" => request with { Symbol = Text(member) },
                "tf" => request with { Tf = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : Text(member) },
                "days" => request with { Days = Number(member) },
                _ => throw new InputException($"'{SeriesInput.Quote(member.Name)}' is not a member; allowed are exchange, symbol, tf and days."),
            };
        }

        return request;
    }

    private static string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw new InputException($"{member.Name} must be a string.");

    private static int Number(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number)
        ? number
        : throw new InputException($"{member.Name} must be a whole number.");
}
