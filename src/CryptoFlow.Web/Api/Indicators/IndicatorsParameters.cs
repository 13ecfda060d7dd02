using System.ComponentModel;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Indicators;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Indicators;

/// <summary>The query of <c>GET /api/indicators</c> as sent.</summary>
internal sealed record IndicatorsParameters
{
    /// <summary>Maximum number of the chart's candles in one answer. A page of the site has fewer.</summary>
    public const int MostCandles = 10_000;

    private const int DefaultCandles = 1_000;

    /// <summary>9998-01-01, ms UTC: the calendar ends with the year 9999, and a candle may be a year long.</summary>
    private const long LastTime = 253_339_228_800_000;

    [FromQuery(Name = "strategy"), Description("The strategy. Default: the first that is configured.")]
    public string? Strategy { get; init; }

    [FromQuery(Name = "symbol"), Description("The contract, in any case. Default btcusdt.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case. Default binance.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "tf"), Description("The length of the chart's candles, in minutes (15) or by name (15m, 1h, 1M). It need not be stored. Default 15.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "from"), Description("Open time of the first candle of the chart, ms UTC or ISO 8601. Default: 1,000 candles before to.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Candles of the chart open before this time, ms UTC or ISO 8601. Default: now.")]
    public string? To { get; init; }

    /// <param name="options">Validated.</param>
    /// <param name="now">ms UTC.</param>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public IndicatorQuery ToQuery(PaperTradingOptions options, long now)
    {
        var strategy = Strategy is null ? options.StrategyNames()[0] : StrategyRegistry.TryGetName(Strategy, out var name) ? name
            : throw new InputException($"strategy is '{SeriesInput.Quote(Strategy)}'; allowed are {string.Join(", ", StrategyRegistry.Names)}.");
        var instrument = new Instrument(SeriesInput.Exchange(Exchange ?? "binance"), SeriesInput.Symbol(Symbol ?? "BTCUSDT"));
        var timeframe = SeriesInput.Timeframe(Tf ?? "15");
        var to = To is null ? now : SeriesInput.Time("to", To);
        var length = timeframe.Next(timeframe.Floor(now)) - timeframe.Floor(now);
        var from = From is null ? Math.Max(0, to - (DefaultCandles * length)) : SeriesInput.Time("from", From);
        SeriesInput.RefuseEmptyRange(from, to);
        if ((to - from) / length >= MostCandles)
            throw new InputException($"from and to are more than {MostCandles} candles of {timeframe} apart; ask for a shorter range.");

        to = Math.Min(to, LastTime);
        var trader = TraderSetups.Keys(options).FirstOrDefault(key => key.Strategy == strategy && key.Instrument == instrument);
        return new IndicatorQuery(strategy, instrument, options.Enabled ? trader : null, timeframe, new TimeRange(from, to));
    }
}
