using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>Bitget's two candle endpoints.</summary>
internal enum BitgetDepth
{
    /// <summary><c>candles</c>: the last weeks, with the forming candle, up to 1,000 rows.</summary>
    Recent,

    /// <summary><c>history-candles</c>: all closed candles, up to 200 rows.</summary>
    History,
}

/// <summary>
/// <c>GET /api/v2/mix/market/candles</c> and <c>history-candles</c> (docs/exchanges.md, Bitget): oldest first, the newest rows before
/// <c>endTime</c>, which is rounded down to the grid and exclusive. <c>history-candles</c> ignores <c>startTime</c>.
/// </summary>
/// <param name="market">The candles.</param>
/// <param name="rules">Uncertain rules.</param>
/// <param name="depth">The endpoint.</param>
/// <param name="marks">Turns the candles into candles of the mark price, for <c>history-mark-candles</c>; null for the traded candles.</param>
internal sealed class BitgetCandles(ExchangeMarket market, BitgetRules rules, BitgetDepth depth, FundingMarket? marks = null)
{
    private const int DefaultLimit = 100;
    private const int MaxDays = 90;
    private const long DayMs = 24L * 60 * 60 * 1000;

    private int MaxLimit => depth is BitgetDepth.History ? 200 : 1000;

    public Reply Answer(ExchangeRequest request)
    {
        var now = request.ShownMs;
        if (request["symbol"] is not { Length: > 0 } symbol)
            return BitgetErrors.CannotBeEmpty("symbol", now);
        if (!BitgetProduct.IsKnown(request["productType"]) || request["granularity"] is null)
            return BitgetErrors.VerificationFailed(now);
        if (BitgetGranularity.Find(request["granularity"]) is not { } granularity)
            return BitgetErrors.InvalidGranularity(BitgetGranularity.All, now);
        if (!Numbers.TryOptional(request["startTime"], out var start) || !Numbers.TryOptional(request["endTime"], out var end))
            return BitgetErrors.VerificationFailed(now);
        if (start > end)
            return BitgetErrors.StartAfterEnd(now);
        if (end - start > MaxDays * DayMs)
            return BitgetErrors.RangeTooLong(MaxDays, now);
        if (Limit(request["limit"]) is not { } limit)
            return BitgetErrors.LimitOutOfRange(MaxLimit, now);
        if (market.Find(Venue.Bitget, symbol) is not { } instrument || !BitgetProduct.IsUsdt(request["productType"]))
            return BitgetErrors.DoesNotExist(symbol, now);
        if (instrument.RefusesCandles)
            return BitgetErrors.DoesNotExist(symbol, now);
        if (instrument.HasNoCandles)
            return BitgetErrors.Removed(now);

        var served = request.Served(instrument, market.Instruments(Venue.Bitget));
        var tape = market.Tape(Venue.Bitget, served.Symbol, request.Served(granularity.Interval), request.NowMs);
        using var page = Select(tape, request, granularity, start, end, Math.Min(limit, granularity.RowsInWindow));
        if (marks is not null)
            page.ToMarkPrices(marks, Venue.Bitget, served, request.Served(granularity.Interval));
        return Reply.Page(Write(page, now));
    }

    // The limit; null if it is refused.
    private int? Limit(string? text)
    {
        if (!Numbers.TryOptional(text, out var limit) || limit is 0)
            return null;
        if (limit > MaxLimit)
            return depth is BitgetDepth.History && rules.HistoryLimitIsClamped ? MaxLimit : null;
        return (int)(limit ?? DefaultLimit);
    }

    private CandlePage Select(Tape? tape, ExchangeRequest request, BitgetGranularity granularity, long? start, long? end, int limit)
    {
        if (tape is null)
            return new CandlePage(newestKept: true);

        var interval = tape.Interval;
        var beforeEnd = end switch
        {
            null => long.MaxValue,
            { } given => rules.UnalignedEndIsInclusive ? given : interval.Floor(given),
        };
        var from = start is { } asked && (depth is BitgetDepth.Recent || rules.HistoryHonoursStartTime) ? interval.Floor(asked) : 0;
        if (depth is BitgetDepth.History)
            beforeEnd = Math.Min(beforeEnd, tape.FormingOpen);
        else
            from = Math.Max(from, request.NowMs - (granularity.DepthDays * DayMs));

        var page = tape.Newest(from, beforeEnd, limit);
        request.Strike(page, tape);
        return page;
    }

    private static JsonBody Write(CandlePage page, long now)
    {
        var body = new JsonBody(100 + (page.Count * 110))
            .Raw("{\"code\":\"00000\",\"msg\":\"success\",\"requestTime\":"u8).Number(now).Raw(",\"data\":["u8);
        foreach (ref readonly var row in page.Rows)
            body.SevenStrings(row);
        return body.CloseList().Raw("}"u8);
    }
}
