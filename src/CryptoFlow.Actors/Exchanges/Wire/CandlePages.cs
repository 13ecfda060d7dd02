using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Makes pages from rows: closed by the exchange's clock, ascending, one candle per open time. A page never covers more than the answer proves.
/// </summary>
internal static class CandlePages
{
    /// <summary>The page for a requested range. It ends at the first candle that is not closed yet.</summary>
    public static CandlePage OfRange(CandleRows rows, Interval interval, TimeRange range, long exchangeTime, TimeSpan grace)
    {
        var asked = range with { To = Math.Min(range.To, ClosedEnd(interval, exchangeTime, grace)) };
        if (asked.IsEmpty)
            asked = new TimeRange(range.From, range.From);
        return new CandlePage(InOrder(rows.Candles, asked), asked, exchangeTime, Within(rows.Rejected, asked));
    }

    /// <summary>
    /// The page of the newest candles. It covers nothing before the oldest row: an answer may be short because the history begins there, or
    /// because the exchange returned no more.
    /// </summary>
    public static CandlePage OfNewest(CandleRows rows, Interval interval, int limit, long exchangeTime, TimeSpan grace)
    {
        var closedEnd = ClosedEnd(interval, exchangeTime, grace);
        var closed = InOrder(rows.Candles, new TimeRange(long.MinValue, closedEnd));
        if (closed.Length > limit)
            closed = closed[^limit..];
        var from = closed.IsEmpty ? closedEnd : closed[0].OpenTime;
        if (closed.Length < limit && rows.Rejected.Min(r => r.OpenTime) is { } rejected)
            from = Math.Min(from, rejected);
        var asked = new TimeRange(from, closedEnd);
        return new CandlePage(closed, asked, exchangeTime, Within(rows.Rejected, asked));
    }

    /// <summary>The rejected rows in a range, and those whose open time is unknown.</summary>
    private static ImmutableArray<RejectedRow> Within(ImmutableArray<RejectedRow> rejected, TimeRange range) =>
        rejected.IsEmpty ? rejected : [.. rejected.Where(r => r.OpenTime is not { } time || range.Contains(time))];

    /// <summary>The open time of the oldest candle that may still be open: open + interval + grace &gt; the exchange's time.</summary>
    private static long ClosedEnd(Interval interval, long exchangeTime, TimeSpan grace) =>
        interval.Floor(exchangeTime - (long)grace.TotalMilliseconds);

    private static ImmutableArray<Candle> InOrder(ImmutableArray<Candle> candles, TimeRange range)
    {
        if (IsAscending(candles.AsSpan()))
            return Within(candles, range);
        if (IsDescending(candles.AsSpan()))
        {
            var reversed = candles.ToArray();
            Array.Reverse(reversed);
            return Within(ImmutableCollectionsMarshal.AsImmutableArray(reversed), range);
        }

        var ordered = ImmutableArray.CreateBuilder<Candle>(candles.Length);
        foreach (var candle in candles.Where(c => range.Contains(c.OpenTime)).OrderBy(c => c.OpenTime))
        {
            // The sort is stable, so of two rows with the same open time the later one in the answer wins.
            if (ordered.Count > 0 && ordered[^1].OpenTime == candle.OpenTime)
                ordered[^1] = candle;
            else
                ordered.Add(candle);
        }

        return ordered.ToImmutable();
    }

    /// <summary>Whether the candles are ascending, as in answers of Binance and Bitget.</summary>
    private static bool IsAscending(ReadOnlySpan<Candle> candles)
    {
        for (var i = 1; i < candles.Length; i++)
        {
            if (candles[i].OpenTime <= candles[i - 1].OpenTime)
                return false;
        }

        return true;
    }

    /// <summary>Whether the candles are descending, as in answers of Bybit.</summary>
    private static bool IsDescending(ReadOnlySpan<Candle> candles)
    {
        for (var i = 1; i < candles.Length; i++)
        {
            if (candles[i].OpenTime >= candles[i - 1].OpenTime)
                return false;
        }

        return true;
    }

    /// <summary>The candles of an ascending page that open in a range; usually all, or all but the last.</summary>
    private static ImmutableArray<Candle> Within(ImmutableArray<Candle> ascending, TimeRange range)
    {
        var (from, to) = (0, ascending.Length);
        while (from < to && ascending.ItemRef(from).OpenTime < range.From)
            from++;
        while (to > from && ascending.ItemRef(to - 1).OpenTime >= range.To)
            to--;
        return to - from == ascending.Length ? ascending : ascending[from..to];
    }
}
