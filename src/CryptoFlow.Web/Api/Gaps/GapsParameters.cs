using System.ComponentModel;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Gaps;

/// <summary>The query of <c>GET /api/gaps</c> as sent.</summary>
internal sealed record GapsParameters
{
    private const int MaxLimit = 5000;

    [FromQuery(Name = "exchange"), Description("Only this exchange: binance, bybit or bitget.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "symbol"), Description("Only this symbol.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "tf"), Description("Only this interval, in minutes or by name.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "verdict"), Description("Only these verdicts, separated by commas: open, repairing, confirmed_missing, unreadable, filled. Default all.")]
    public string? Verdict { get; init; }

    [FromQuery(Name = "limit"), Description("Rows wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    /// <exception cref="InputException">A parameter is wrong.</exception>
    public ReaderProtocol.ReadGaps ToQuery(TimeSpan remaining) => new(
        Exchange is null ? null : SeriesInput.Exchange(Exchange),
        Symbol is null ? null : SeriesInput.Symbol(Symbol),
        Tf is null ? null : SeriesInput.Interval(Tf),
        Verdict is null ? [] : [.. Verdict.Split(',').Select(Parse).Distinct()],
        SeriesInput.Limit(Limit ?? "1000", MaxLimit),
        remaining);

    private static GapVerdict Parse(string text) => GapVerdictNames.TryParse(text, out var verdict)
        ? verdict
        : throw new InputException($"verdict is '{SeriesInput.Quote(text)}'; allowed are {GapVerdictNames.AllowedText}.");
}
