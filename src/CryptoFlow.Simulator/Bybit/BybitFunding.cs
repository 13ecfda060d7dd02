using System.Globalization;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>
/// Bybit's funding: <c>GET /v5/market/funding/history</c> (newest first, up to 200; a start without an end is an error) and
/// <c>GET /v5/market/tickers</c> (mark price and next rate). The interval of a contract is in <c>instruments-info</c>.
/// </summary>
internal sealed class BybitFunding(ExchangeMarket market, FundingMarket funding)
{
    public const string History = "/v5/market/funding/history";
    public const string Tickers = "/v5/market/tickers";

    private const int MaxLimit = 200;
    private const string NoList = """{"category":"","list":[]}""";

    public Reply Settlements(ExchangeRequest request)
    {
        var now = request.ShownMs;
        if (request["category"] is not "linear")
            return BybitErrors.Parameter("category invalid", now, NoList);
        if (Contract(request) is not { } contract)
            return BybitErrors.Parameter("symbol invalid", now, NoList);
        if (!Numbers.TryOptional(request["startTime"], out var start) || !Numbers.TryOptional(request["endTime"], out var end))
            return BybitErrors.Parameter("time invalid", now, NoList);
        if (!Numbers.TryOptional(request["limit"], out var limit) || limit is 0 or > MaxLimit)
            return BybitErrors.Parameter("limit invalid", now, NoList);
        if ((start is not null && end is null) || start > end)
            return BybitErrors.Parameter("startTime needs a later endTime", now, NoList);

        var settled = funding.Newest(Venue.Bybit, contract, start ?? 0, end ?? long.MaxValue, request.NowMs, (int)(limit ?? MaxLimit));
        var rows = settled.Select(s => $$"""{"symbol":"{{contract.Symbol}}","fundingRate":"{{Text(s.Rate)}}","fundingRateTimestamp":"{{s.Time}}"}""");
        return BybitErrors.None($$"""{"category":"linear","list":[{{string.Join(',', rows)}}]}""", now);
    }

    public Reply Prices(ExchangeRequest request)
    {
        var now = request.ShownMs;
        if (request["category"] is not "linear")
            return BybitErrors.Parameter("category invalid", now, NoList);
        if (request["symbol"] is not null && Contract(request) is null)
            return BybitErrors.Parameter("symbol invalid", now, NoList);
        var contracts = Contract(request) is { } one ? [one] : market.Instruments(Venue.Bybit).Where(i => !i.HasNoCandles);
        return BybitErrors.None($$"""{"category":"linear","list":[{{string.Join(',', contracts.Select(c => Ticker(c, request.NowMs)))}}]}""", now);
    }

    private string Ticker(Instrument contract, long now)
    {
        var next = funding.Next(Venue.Bybit, contract, now);
        return $$"""{"symbol":"{{contract.Symbol}}","lastPrice":"{{Text(next.MarkPrice)}}","indexPrice":"{{Text(funding.IndexPrice(Venue.Bybit, contract, now))}}","markPrice":"{{Text(next.MarkPrice)}}","fundingRate":"{{Text(next.Rate)}}","nextFundingTime":"{{next.Time}}","fundingIntervalHour":"{{contract.FundingHours}}","deliveryTime":"0"}""";
    }

    private Instrument? Contract(ExchangeRequest request) =>
        market.Find(Venue.Bybit, request["symbol"]) is { HasNoCandles: false } contract ? contract : null;

    private static string Text(decimal? value) => value?.ToString("0.########", CultureInfo.InvariantCulture) ?? "";
}
