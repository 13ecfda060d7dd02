using System.ComponentModel;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Backfill;

/// <summary>The optional body of <c>POST /api/backfill</c>. An absent member does not limit the scope.</summary>
/// <param name="Exchange">Only this exchange.</param>
/// <param name="Symbol">Only this symbol.</param>
/// <param name="Tf">Only this interval, by name (15m) or in minutes (15).</param>
/// <param name="Days">History to complete instead of the configured history, days, 1 to 3650.</param>
internal sealed record BackfillRequest(
    string? Exchange = null,
    string? Symbol = null,
    [property: Description("The interval by name (15m) or in minutes; a number is taken as well.")] string? Tf = null,
    int? Days = null)
{
    private const int MaxDays = 3650;

    /// <summary>Reads a body. An empty body is the empty request.</summary>
    /// <exception cref="InputException">The body is not JSON or not an object, or a member is wrong.</exception>
    public static Task<BackfillRequest> ReadAsync(HttpRequest request, CancellationToken aborted) => JsonInput.ReadObjectAsync(
        request,
        new BackfillRequest(),
        "{\"exchange\":\"binance\",\"days\":30}",
        static (body, member) => member.Name switch
        {
            "exchange" => body with { Exchange = JsonInput.Text(member) },
            "symbol" => body with { Symbol = JsonInput.Text(member) },
            "tf" => body with { Tf = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : JsonInput.Text(member) },
            "days" => body with { Days = Number(member) },
            _ => throw new InputException($"'{SeriesInput.Quote(member.Name)}' is not a member; allowed are exchange, symbol, tf and days."),
        },
        aborted);

    /// <exception cref="InputException">A name or number is not allowed.</exception>
    public BackfillScope ToScope() => new(
        Exchange is null ? null : SeriesInput.Exchange(Exchange),
        Symbol is null ? null : SeriesInput.Symbol(Symbol),
        Tf is null ? null : SeriesInput.Interval(Tf),
        Days is null or (>= 1 and <= MaxDays) ? Days : throw new InputException($"days is {Days}; allowed is 1 to {MaxDays}."));

    private static int Number(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number)
        ? number
        : throw new InputException($"{member.Name} must be a whole number.");
}
