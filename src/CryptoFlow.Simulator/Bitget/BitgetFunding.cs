using System.Globalization;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>
/// Bitget's funding: <c>GET /api/v2/mix/market/history-fund-rate</c> (newest first, in pages of up to 100 by <c>pageNo</c>, without time parameters),
/// <c>current-fund-rate</c> (next rate and interval) and <c>symbol-price</c> (mark price).
/// </summary>
internal sealed class BitgetFunding(ExchangeMarket market, FundingMarket funding)
{
    public const string History = "/api/v2/mix/market/history-fund-rate";
    public const string Current = "/api/v2/mix/market/current-fund-rate";
    public const string Price = "/api/v2/mix/market/symbol-price";

    private const int DefaultPage = 20;
    private const int MaxPage = 100;

    public Reply Answer(ExchangeRequest request)
    {
        var now = request.ShownMs;
        if (request["symbol"] is not { Length: > 0 } symbol)
            return BitgetErrors.CannotBeEmpty("symbol", now);
        if (!BitgetProduct.IsKnown(request["productType"]))
            return BitgetErrors.VerificationFailed(now);
        if (market.Find(Venue.Bitget, symbol) is not { HasNoCandles: false } contract || !BitgetProduct.IsUsdt(request["productType"]))
            return BitgetErrors.DoesNotExist(symbol, now);
        return request.Path switch
        {
            History => Settlements(request, contract),
            Current => Data(Rate(contract, request.NowMs), now),
            _ => Data(Prices(contract, request), now),
        };
    }

    private Reply Settlements(ExchangeRequest request, Instrument contract)
    {
        var now = request.ShownMs;
        if (!Numbers.TryOptional(request["pageSize"], out var size) || size is 0 or > MaxPage)
            return BitgetErrors.LimitOutOfRange(MaxPage, now);
        if (!Numbers.TryOptional(request["pageNo"], out var page) || page is 0 or > int.MaxValue / MaxPage)
            return BitgetErrors.VerificationFailed(now);

        var rows = (int)(size ?? DefaultPage);
        var settled = funding.Newest(Venue.Bitget, contract, 0, long.MaxValue, request.NowMs, rows, leftOut: rows * (int)((page ?? 1) - 1));
        return Data(string.Join(',', settled.Select(s => $$"""{"symbol":"{{contract.Symbol}}","fundingRate":"{{Text(s.Rate)}}","fundingTime":"{{s.Time}}"}""")), now);
    }

    private string Rate(Instrument contract, long now)
    {
        var next = funding.Next(Venue.Bitget, contract, now);
        return $$"""{"symbol":"{{contract.Symbol}}","fundingRate":"{{Text(next.Rate)}}","fundingRateInterval":"{{contract.FundingHours}}","nextUpdate":"{{next.Time}}","minFundingRate":"-0.003","maxFundingRate":"0.003"}""";
    }

    private string Prices(Instrument contract, ExchangeRequest request)
    {
        var mark = Text(funding.MarkPrice(Venue.Bitget, contract, request.NowMs));
        return $$"""{"symbol":"{{contract.Symbol}}","price":"{{mark}}","indexPrice":"{{Text(funding.IndexPrice(Venue.Bitget, contract, request.NowMs))}}","markPrice":"{{mark}}","ts":"{{request.ShownMs}}"}""";
    }

    private static Reply Data(string rows, long now) =>
        Reply.Json(200, $$"""{"code":"00000","msg":"success","requestTime":{{now}},"data":[{{rows}}]}""");

    private static string Text(decimal? value) => value?.ToString("0.########", CultureInfo.InvariantCulture) ?? "";
}
