using CryptoFlow.Collectors;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Candles;

/// <summary><c>GET /api/symbols</c>: what is collected.</summary>
internal static class SymbolsApi
{
    public static void MapSymbols(this IEndpointRouteBuilder routes) => routes
        .MapRead("/api/symbols", (CollectionPlan plan) => TypedResults.Ok(SymbolsAnswer.From(plan)))
        .WithName("GetSymbols")
        .WithTags("Candles")
        .WithSummary("The symbols that are collected, all together and by exchange, and their intervals.");
}

/// <summary>The answer of <c>GET /api/symbols</c>.</summary>
/// <param name="Symbols">Every symbol once, in the order of the configuration.</param>
/// <param name="Exchanges">By exchange, in lower case; empty for one that is switched off.</param>
/// <param name="Timeframes">The intervals, shortest first.</param>
internal sealed record SymbolsAnswer(
    IReadOnlyList<string> Symbols,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Exchanges,
    IReadOnlyList<string> Timeframes)
{
    public static SymbolsAnswer From(CollectionPlan plan) => new(
        [.. plan.Exchanges.SelectMany(e => e.Symbols).Distinct()],
        ExchangeNames.All.ToDictionary(e => e.ToWireName(), e => (IReadOnlyList<string>)[.. plan.For(e)?.Symbols ?? []]),
        [.. plan.Intervals.Select(i => i.Name)]);
}
