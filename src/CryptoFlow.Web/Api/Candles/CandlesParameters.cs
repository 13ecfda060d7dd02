using System.ComponentModel;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Candles;

/// <summary>The query of <c>GET /api/candles</c> as sent. All parameters are text, so that our own code writes the error for a wrong value.</summary>
internal sealed record CandlesParameters
{
    public const int MaxLimit = 5000;

    [FromQuery(Name = "symbol"), Description("The contract, in any case. Default btcusdt.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case. Default binance.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "tf"), Description("The interval in minutes (15) or by name (15m, 1h, 4h, 1d). Default 15.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "limit"), Description("Candles wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "before"), Description("Only candles that open before this time, ms UTC or ISO 8601: pages back.")]
    public string? Before { get; init; }

    [FromQuery(Name = "after"), Description("Only candles that open after this time, ms UTC or ISO 8601, the earliest first: pages forward.")]
    public string? After { get; init; }

    [FromQuery(Name = "asOf"), Description("The candles as they were stored at this time, ms UTC or ISO 8601. Default: as they are stored now.")]
    public string? AsOf { get; init; }

    /// <exception cref="InputException">A parameter is wrong.</exception>
    public ReaderProtocol.ReadCandles ToQuery(TimeSpan remaining) => new(
        new SeriesKey(
            new Instrument(SeriesInput.Exchange(Exchange ?? "binance"), SeriesInput.Symbol(Symbol ?? "BTCUSDT")),
            SeriesInput.Interval(Tf ?? "15")),
        SeriesInput.Limit(Limit ?? "1000", MaxLimit),
        Before is null ? null : SeriesInput.Time("before", Before),
        After is null ? null : SeriesInput.Time("after", After),
        remaining)
    {
        AsOf = AsOf is null ? null : SeriesInput.Time("asOf", AsOf),
    };
}
