using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Candles;

/// <summary><c>GET /api/symbols</c>: what is collected.</summary>
internal static class SymbolsApi
{
    public static void MapSymbols(this IEndpointRouteBuilder routes) => routes
        .MapRead("/api/symbols", (CollectionPlan plan, MonitorBoard board) => TypedResults.Ok(SymbolsAnswer.From(plan, AddedTo(board))))
        .WithName("GetSymbols")
        .WithTags("Candles")
        .WithSummary("The symbols that are collected, all together and by exchange, and their intervals.");

    /// <summary>The series that users have added, as the collectors have reported them.</summary>
    private static IReadOnlyList<SeriesKey> AddedTo(MonitorBoard board) => [.. (board.Newest?.Health.Collectors ?? []).SelectMany(c => c.Added)];
}

/// <summary>The answer of <c>GET /api/symbols</c>.</summary>
/// <param name="Symbols">Every symbol once, in the order of the configuration; added symbols follow.</param>
/// <param name="Exchanges">By exchange, in lower case; empty for one that is switched off.</param>
/// <param name="Timeframes">The intervals of the configuration, shortest first.</param>
internal sealed record SymbolsAnswer(
    IReadOnlyList<string> Symbols,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Exchanges,
    IReadOnlyList<string> Timeframes)
{
    /// <param name="plan">The configuration.</param>
    /// <param name="added">The added series.</param>
    public static SymbolsAnswer From(CollectionPlan plan, IReadOnlyList<SeriesKey> added) => new(
        [.. plan.Exchanges.SelectMany(e => e.Symbols).Concat(added.Select(s => s.Symbol)).Distinct()],
        ExchangeNames.All.ToDictionary(
            e => e.ToWireName(),
            e => (IReadOnlyList<string>)[.. (plan.For(e)?.Symbols ?? []).Concat(added.Where(s => s.Exchange == e).Select(s => s.Symbol)).Distinct()]),
        [.. plan.Intervals.Select(i => i.Name)]);
}
