using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>
/// <c>GET /v5/market/kline</c> (docs/exchanges.md, Bybit): newest first, beginning with the forming candle. <c>start</c> is rounded down to the
/// open time of its candle; both bounds are inclusive. A limit that is too large is reduced without an error.
/// </summary>
/// <param name="market">The candles.</param>
/// <param name="rules">Uncertain rules.</param>
/// <param name="marks">Turns the candles into candles of the mark price, for <c>mark-price-kline</c>; null for <c>kline</c>.</param>
internal sealed class BybitKline(ExchangeMarket market, BybitRules rules, FundingMarket? marks = null)
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    public Reply Answer(ExchangeRequest request)
    {
        var now = request.ShownMs;
        var symbol = request["symbol"];
        if ((request["category"] ?? "linear") != "linear"
            || market.Find(Venue.Bybit, symbol) is not { HasNoCandles: false } instrument)
            return BybitErrors.InvalidSymbol(now);
        if (BybitIntervals.Find(request["interval"]) is not { } interval)
            return BybitErrors.InvalidPeriod(now);
        if (!Numbers.TryOptional(request["start"], out var start))
            return BybitErrors.Parameter("start invalid", now);
        if (!Numbers.TryOptional(request["end"], out var end))
            return BybitErrors.Parameter("end invalid", now);
        if (!Numbers.TryOptional(request["limit"], out var limit) || limit is 0)
            return BybitErrors.Parameter("limit invalid", now);
        if (start > end)
            return BybitErrors.Parameter("start is later than end", now);

        var served = request.Served(instrument, market.Instruments(Venue.Bybit));
        var tape = market.Tape(Venue.Bybit, served.Symbol, request.Served(interval), request.NowMs);
        using var page = Select(tape, request, start, end, (int)Math.Min(limit ?? DefaultLimit, MaxLimit));
        if (marks is not null)
            page.ToMarkPrices(marks, Venue.Bybit, served, request.Served(interval));
        return Reply.Page(Write(page, served.Symbol, now));
    }

    private CandlePage Select(Tape? tape, ExchangeRequest request, long? start, long? end, int limit)
    {
        if (tape is null)
            return new CandlePage(newestKept: true);

        var from = start is { } given ? tape.Interval.Floor(given) : 0;
        var afterEnd = end + 1 ?? long.MaxValue;
        var fromStart = start is not null && (end is null || !rules.StartEndKeepsNewest);
        var page = fromStart ? tape.Oldest(from, afterEnd, limit) : tape.Newest(from, afterEnd, limit);
        request.Strike(page, tape);
        return page;
    }

    private JsonBody Write(CandlePage page, string symbol, long now)
    {
        var body = new JsonBody(200 + (page.Count * 110))
            .Text($$$"""{"retCode":0,"retMsg":"OK","result":{"symbol":"{{{symbol}}}","category":"linear","list":[""");
        for (var i = page.Count - 1; i >= 0; i--)
            _ = marks is null ? body.SevenStrings(page[i]) : body.FiveStrings(page[i]);
        return body.CloseList().Raw("},\"retExtInfo\":{},\"time\":"u8).Number(now).Raw("}"u8);
    }
}
