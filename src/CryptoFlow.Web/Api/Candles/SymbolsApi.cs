using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Candles;

/// <summary><c>GET /api/symbols</c>: the symbols that are collected.</summary>
internal static class SymbolsApi
{
    public static void MapSymbols(this IEndpointRouteBuilder routes) => routes
        .MapMethods(
            "/api/symbols",
            EndpointConventions.Reads,
            (CollectionPlan plan, CollectedNow collected, IFormingCandles forming) => TypedResults.Ok(SymbolsAnswer.From(plan, collected.Added, forming)))
        .AsRead()
        .WithName("GetSymbols")
        .WithTags("Candles")
        .WithSummary("The symbols that are collected, all together and by exchange, and their intervals; the last price of each symbol while its exchange's stream shows one.");
}

/// <summary>The answer of <c>GET /api/symbols</c>.</summary>
/// <param name="Symbols">Every symbol once, in the order of the configuration; added symbols follow.</param>
/// <param name="Exchanges">By exchange, in lower case; empty for an exchange that is switched off.</param>
/// <param name="Timeframes">The intervals of the configuration and of added series, shortest first.</param>
/// <param name="LastPrices">By exchange and symbol; empty for symbols of which no stream shows a price.</param>
internal sealed record SymbolsAnswer(
    IReadOnlyList<string> Symbols,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Exchanges,
    IReadOnlyList<string> Timeframes,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, LastPrice>> LastPrices)
{
    /// <param name="plan">The configuration.</param>
    /// <param name="added">The added series.</param>
    /// <param name="forming">The forming candles.</param>
    public static SymbolsAnswer From(CollectionPlan plan, IReadOnlyList<SeriesKey> added, IFormingCandles forming) => new(
        [.. plan.Exchanges.SelectMany(e => e.Symbols).Concat(added.Select(s => s.Symbol)).Distinct()],
        ExchangeNames.All.ToDictionary(
            e => e.ToWireName(),
            e => (IReadOnlyList<string>)[.. (plan.For(e)?.Symbols ?? []).Concat(added.Where(s => s.Exchange == e).Select(s => s.Symbol)).Distinct()]),
        [.. plan.Intervals.Concat(added.Select(s => s.Interval)).Distinct().Order().Select(i => i.Name)],
        PricesOf(forming));

    /// <summary>For each symbol, the close of the newest forming candle.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, LastPrice>> PricesOf(IFormingCandles forming)
    {
        var newest = forming.All.GroupBy(f => f.Key.Instrument, (instrument, all) => (instrument, Last: all.MaxBy(f => f.Value.ExchangeTime).Value)).ToList();
        return ExchangeNames.All.ToDictionary(
            e => e.ToWireName(),
            e => (IReadOnlyDictionary<string, LastPrice>)newest
                .Where(n => n.instrument.Exchange == e)
                .ToDictionary(n => n.instrument.Symbol, n => new LastPrice(n.Last.Candle.Close, n.Last.ExchangeTime)));
    }
}

/// <summary>The last price of a symbol.</summary>
/// <param name="Price">In quote currency.</param>
/// <param name="Time">The exchange's clock when it sent the price, ms UTC.</param>
internal sealed record LastPrice(double Price, long Time);
