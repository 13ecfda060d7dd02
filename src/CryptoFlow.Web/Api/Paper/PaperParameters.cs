using System.ComponentModel;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Paper;

/// <summary>The query of the routes below <c>/api/paper</c> as sent.</summary>
internal sealed record PaperParameters
{
    private const int MaxLimit = 5000;

    [FromQuery(Name = "strategy"), Description("The strategy. Default: the first that is configured.")]
    public string? Strategy { get; init; }

    [FromQuery(Name = "symbol"), Description("The symbol. Default: the first that is traded on paper.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget. Default: that of the first that is traded on paper.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "limit"), Description("Rows wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "before"), Description("Only rows before this time, ms UTC or ISO 8601: the latest of them.")]
    public string? Before { get; init; }

    [FromQuery(Name = "after"), Description("Only rows after this time, ms UTC or ISO 8601: the first of them.")]
    public string? After { get; init; }

    /// <summary>The range of rows to read.</summary>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public PageBounds Bounds() => new(
        SeriesInput.OptionalTime("after", After),
        SeriesInput.OptionalTime("before", Before),
        SeriesInput.Limit(Limit ?? "1000", MaxLimit));

    /// <summary>The trader that the query names; null when no such trader is configured.</summary>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public TraderKey? Trader(PaperTradingOptions options)
    {
        var strategy = Strategy is null ? null : StrategyRegistry.TryGetName(Strategy, out var name) ? name
            : throw new InputException($"strategy is '{SeriesInput.Quote(Strategy)}'; allowed are {string.Join(", ", StrategyRegistry.Names)}.");
        var symbol = Symbol is null ? null : SeriesInput.Symbol(Symbol);
        Exchange? exchange = Exchange is null ? null : SeriesInput.Exchange(Exchange);
        return TraderSetups.Keys(options).FirstOrDefault(k =>
            (strategy is null || k.Strategy == strategy)
            && (symbol is null || k.Instrument.Symbol == symbol)
            && (exchange is null || k.Instrument.Exchange == exchange));
    }
}
