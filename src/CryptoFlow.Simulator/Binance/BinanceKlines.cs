using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>
/// <c>GET /fapi/v1/klines</c> (docs/exchanges.md, Binance): oldest first, the forming candle last. Both bounds are inclusive and compare with
/// open times. If a window is longer than the limit, its oldest rows are returned.
/// </summary>
/// <param name="market">The candles.</param>
/// <param name="marks">Turns the candles into candles of the mark price, for <c>markPriceKlines</c>; null for <c>klines</c>.</param>
internal sealed class BinanceKlines(ExchangeMarket market, FundingMarket? marks = null)
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1500;

    // 2001-09-09 in ms. A recorded request with both bounds in seconds got the newest rows, not an empty page.
    private const long SecondsLookLike = 1_000_000_000_000;

    public Reply Answer(ExchangeRequest request)
    {
        if (Check(request, out var symbol, out var interval, out var start, out var end, out var limit) is { } error)
            return error;

        var served = request.Served(market.Find(Venue.Binance, symbol)!, market.Instruments(Venue.Binance));
        var servedInterval = request.Served(interval);
        using var page = Select(market.Tape(Venue.Binance, served.Symbol, servedInterval, request.NowMs), request, start, end, limit);
        if (marks is not null)
            page.ToMarkPrices(marks, Venue.Binance, served, servedInterval);
        return Reply.Page(Write(page, servedInterval));
    }

    private Reply? Check(ExchangeRequest request, out string symbol, out Interval interval, out long? start, out long? end, out int limit)
    {
        (symbol, interval, start, end, limit) = (request["symbol"]?.ToUpperInvariant() ?? "", null!, null, null, DefaultLimit);
        foreach (var mandatory in new[] { "symbol", "interval" })
        {
            if (request[mandatory] is not { } sent)
                return BinanceErrors.Missing(mandatory);
            if (sent.Length == 0)
                return BinanceErrors.Empty(mandatory);
        }

        if (!Numbers.TryOptional(request["startTime"], out start))
            return BinanceErrors.IllegalCharacters("startTime");
        if (!Numbers.TryOptional(request["endTime"], out end))
            return BinanceErrors.IllegalCharacters("endTime");
        if (!Numbers.TryOptional(request["limit"], out var asked))
            return BinanceErrors.IllegalCharacters("limit");
        if (asked is < 1 or > MaxLimit)
            return BinanceErrors.InvalidLimit();
        limit = (int)(asked ?? DefaultLimit);

        if (market.Find(Venue.Binance, symbol) is null or { HasNoCandles: true })
            return BinanceErrors.InvalidSymbol();
        if (BinanceIntervals.Find(request["interval"]) is not { } known)
            return BinanceErrors.InvalidInterval();
        interval = known;
        return start > end ? BinanceErrors.StartAfterEnd() : null;
    }

    private static CandlePage Select(Tape? tape, ExchangeRequest request, long? start, long? end, int limit)
    {
        if (tape is null)
            return new CandlePage(newestKept: false);
        if (end < SecondsLookLike)
            (start, end) = (null, null);

        var afterEnd = end + 1 ?? long.MaxValue;
        var page = start is { } from ? tape.Oldest(from, afterEnd, limit) : tape.Newest(0, afterEnd, limit);
        request.Strike(page, tape);
        return page;
    }

    private static JsonBody Write(CandlePage page, Interval interval)
    {
        var body = new JsonBody(2 + (page.Count * 180)).Raw("["u8);
        foreach (ref readonly var row in page.Rows)
        {
            body.Raw("["u8).Number(row.OpenTime).Raw(","u8)
                .Quoted(row.Open).Raw(","u8)
                .Quoted(row.High).Raw(","u8)
                .Quoted(row.Low).Raw(","u8)
                .Quoted(row.Close).Raw(","u8)
                .Quoted(row.Volume).Raw(","u8)
                .Number(interval.Next(row.OpenTime) - 1).Raw(","u8)
                .Quoted(row.QuoteVolume).Raw(","u8)
                .Number(row.Trades).Raw(","u8)
                .Quoted(row.TakerBuyVolume).Raw(","u8)
                .Quoted(row.TakerBuyQuoteVolume).Raw(",\"0\"],"u8);
        }
        return body.CloseList();
    }
}
