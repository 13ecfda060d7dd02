using System.ComponentModel;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Revisions;

/// <summary>The query of <c>GET /api/revisions</c> as sent.</summary>
internal sealed record RevisionsParameters
{
    private const int MaxLimit = 5000;

    [FromQuery(Name = "exchange"), Description("Only this exchange: binance, bybit or bitget.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "symbol"), Description("Only this symbol.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "tf"), Description("Only this interval, in minutes or by name.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "limit"), Description("Revisions wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "before"), Description("Only revisions with a smaller id: pages back, with the last id of the page before.")]
    public string? Before { get; init; }

    /// <exception cref="InputException">A parameter is wrong.</exception>
    public ReaderProtocol.ReadRevisions ToQuery(TimeSpan remaining) => new(
        Exchange is null ? null : SeriesInput.Exchange(Exchange),
        Symbol is null ? null : SeriesInput.Symbol(Symbol),
        Tf is null ? null : SeriesInput.Interval(Tf),
        Before is null ? null : SeriesInput.Id("before", Before),
        SeriesInput.Limit(Limit ?? "1000", MaxLimit),
        remaining);
}
