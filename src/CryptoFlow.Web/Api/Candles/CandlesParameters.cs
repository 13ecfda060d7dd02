using System.ComponentModel;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Candles;

/// <summary>The query of <c>GET /api/candles</c> as sent. All parameters are text, so that this program and not ASP.NET writes the error for a wrong value.</summary>
internal sealed record CandlesParameters
{
    public const int MaxLimit = 5000;

    [FromQuery(Name = "symbol"), Description("The contract, in any case. Default btcusdt.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case. Default binance.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "tf"), Description("The candle length in minutes (15) or by name (15m, 1h, 4h, 1d). A multiple of a stored interval (2h, 6h, 3d, 1w, 1M) is rolled up. Default 15.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "limit"), Description("Candles wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "before"), Description("Only candles that open before this time, ms UTC or ISO 8601: pages back.")]
    public string? Before { get; init; }

    [FromQuery(Name = "after"), Description("Only candles that open after this time, ms UTC or ISO 8601, the earliest first: pages forward.")]
    public string? After { get; init; }

    [FromQuery(Name = "from"), Description("Only candles that open at or after this time, ms UTC or ISO 8601. The earliest first, unless before is given. Not with after.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only candles that open before this time, ms UTC or ISO 8601. The latest, unless from or after is given. Not with before.")]
    public string? To { get; init; }

    [FromQuery(Name = "asOf"), Description("The candles as they were stored at this time, ms UTC or ISO 8601. Default: as they are stored now. For stored intervals only.")]
    public string? AsOf { get; init; }

    [FromQuery(Name = "forming"), Description("1 appends the candle that is forming now, marked with forming: true, if the exchange's stream shows it. For the newest candles of stored intervals only. Default 0.")]
    public string? Forming { get; init; }

    /// <exception cref="InputException">A parameter is wrong, or two contradict each other.</exception>
    public CandlesRequest ToRequest() => new(
        new Instrument(SeriesInput.Exchange(Exchange ?? "binance"), SeriesInput.Symbol(Symbol ?? "BTCUSDT")),
        SeriesInput.Timeframe(Tf ?? "15"),
        SeriesInput.Limit(Limit ?? "1000", MaxLimit),
        Before is null && After is null && From is null && To is null && AsOf is null
            ? null
            : CandlesBounds.Of(SeriesInput.OptionalTime("before", Before), SeriesInput.OptionalTime("after", After), SeriesInput.OptionalTime("from", From), SeriesInput.OptionalTime("to", To)),
        SeriesInput.OptionalTime("asOf", AsOf),
        IsForming());

    private bool IsForming() => Forming switch
    {
        null or "0" or "false" => false,
        "1" or "true" when !SeriesInput.Timeframe(Tf ?? "15").TryGetInterval(out _) => throw new InputException($"forming is for stored intervals, and {SeriesInput.Quote(Tf!)} is rolled up."),
        "1" or "true" when Before is null && After is null && From is null && To is null && AsOf is null => true,
        "1" or "true" => throw new InputException("forming is for the newest candles; leave out before, after, from, to and asOf."),
        var other => throw new InputException($"forming is '{SeriesInput.Quote(other)}'; allowed are 1 and 0."),
    };
}

/// <summary>A request for candles whose parameters were checked.</summary>
/// <param name="Instrument">The contract.</param>
/// <param name="Timeframe">The candle length, which need not be stored.</param>
/// <param name="Limit">1 to 5000.</param>
/// <param name="Bounds">The bounds of open times; null for the newest candles as they are stored now.</param>
/// <param name="AsOf">The time whose candles are wanted, ms UTC; null for now. Then there are bounds, which may be open.</param>
/// <param name="Forming">Whether the forming candle is appended.</param>
internal sealed record CandlesRequest(Instrument Instrument, Timeframe Timeframe, int Limit, CandlesBounds? Bounds, long? AsOf, bool Forming = false);

/// <summary>Bounds of open times, ms UTC, in the form of the readers' queries.</summary>
/// <param name="Before">Exclusive upper bound, or null.</param>
/// <param name="After">Exclusive lower bound from which the page goes forward, or null.</param>
/// <param name="From">Inclusive lower bound of a page that goes back, or null.</param>
internal sealed record CandlesBounds(long? Before, long? After, long? From)
{
    /// <summary>
    /// Combines the four bounds that a client may send. <c>before</c> and <c>after</c> may be given together. <c>from</c> and <c>to</c> bound a range. A range with a
    /// <c>from</c> is read forward from there, unless <c>before</c> asks for its latest candles.
    /// </summary>
    /// <exception cref="InputException">Two bounds limit the same side, or no candle can open between them.</exception>
    public static CandlesBounds Of(long? before, long? after, long? from, long? to)
    {
        if (from is not null && after is not null)
            throw new InputException("from and after both say where the candles begin; give one of them.");
        if (to is not null && before is not null)
            throw new InputException("to and before both say where the candles end; give one of them.");
        SeriesInput.RefuseEmptyRange(from, to);
        if (from >= before)
            throw new InputException($"from is {from} and before is {before}; no candle opens between them. before must be later than from.");
        if (after >= to)
            throw new InputException($"after is {after} and to is {to}; no candle opens between them. to must be later than after.");
        return before is null
            ? new CandlesBounds(to, after ?? from - 1, null)
            : new CandlesBounds(before, after, from);
    }

    public ReaderProtocol.ReadCandles ToQuery(ChosenSeries chosen, int limit) =>
        new(chosen.Series, limit, Before, After, default) { From = From, RolledUpTo = chosen.RolledUpTo };
}
