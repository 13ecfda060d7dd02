using System.ComponentModel;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Funding;

/// <summary>The query of <c>GET /api/funding</c> as sent.</summary>
internal sealed record FundingParameters
{
    private const int MaxLimit = 5000;

    [FromQuery(Name = "symbol"), Description("The contract, in any case. Default btcusdt.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case. Default binance.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "from"), Description("Only settlements at or after this time, ms UTC or ISO 8601, the earliest first.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only settlements before this time, ms UTC or ISO 8601. The latest, unless from is given.")]
    public string? To { get; init; }

    [FromQuery(Name = "limit"), Description("Settlements wanted, 1 to 5000; more counts as 5000. Default 1000.")]
    public string? Limit { get; init; }

    /// <summary>Whether the client asks for a range, in which there may be no settlement.</summary>
    internal bool HasBounds => From is not null || To is not null;

    /// <exception cref="InputException">A parameter is wrong.</exception>
    public ReaderProtocol.ReadFundingRates ToQuery(TimeSpan remaining)
    {
        var (from, to) = (SeriesInput.OptionalTime("from", From), SeriesInput.OptionalTime("to", To));
        if (from >= to)
            throw new InputException($"from is {from} and to is {to}; no settlement lies between them. to is exclusive and must be later than from.");
        return new(
            new Instrument(SeriesInput.Exchange(Exchange ?? "binance"), SeriesInput.Symbol(Symbol ?? "BTCUSDT")),
            from,
            to,
            SeriesInput.Limit(Limit ?? "1000", MaxLimit),
            remaining);
    }
}
