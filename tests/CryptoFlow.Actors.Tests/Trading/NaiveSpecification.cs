using CryptoFlow.Messages;

namespace CryptoFlow.Trading;

/// <summary>
/// A second implementation of the specification, as simple as possible: whole arrays, everything computed from the first candle on,
/// no parameter, and no code shared with the program except the candle type. Its speed does not matter.
/// </summary>
internal static class NaiveSpecification
{
    private const long Hour = 3_600_000;

    internal sealed record Snapshot(double Support, double Resistance, int SupportTouches, int ResistanceTouches);

    internal sealed record Result(
        long EntryTime, long? ExitTime, string Direction, double Entry, double Stop, double Tp1, double Tp2, bool Tp1Hit, string? Reason, double PnlPct, double Net, double Capital);

    private sealed class Live
    {
        public required (int High, int Low) Key { get; init; }
        public required double Support { get; set; }
        public required double Resistance { get; set; }
        public required double LowestLow { get; set; }
        public required double HighestHigh { get; set; }
        public int SupportTouches { get; set; } = 1;
        public int ResistanceTouches { get; set; } = 1;
        public bool Confirmed { get; set; }
        public double Width => (Resistance - Support) / Support;
    }

    /// <summary>The 1h candles of a range of stored candles.</summary>
    public static List<Candle> HigherOf(IReadOnlyList<Candle> lower, IReadOnlyList<Candle> stored)
    {
        var higher = new SortedDictionary<long, Candle>();
        foreach (var candle in stored)
            higher[candle.OpenTime] = candle;
        foreach (var hour in lower.GroupBy(c => c.OpenTime / Hour * Hour).Where(g => g.Count() == 4))
            higher[hour.Key] = new Candle(hour.Key, hour.First().Open, hour.Max(c => c.High), hour.Min(c => c.Low), hour.Last().Close, 0, 0, 0, 0, 0);
        return [.. higher.Values];
    }

    /// <summary>Section 1: index and price of each swing, in the order in which the swings become known (3 candles after the swing itself).</summary>
    public static List<(int Index, double Price)> Swings(IReadOnlyList<double> prices, Func<double, double, bool> beats)
    {
        var swings = new List<(int, double)>();
        if (prices.Count == 0)
            return swings;
        var (index, price, since) = (0, prices[0], 0);
        for (var i = 1; i < prices.Count; i++)
        {
            if (beats(prices[i], price))
            {
                (index, price, since) = (i, prices[i], 0);
            }
            else if (++since == 3)
            {
                swings.Add((index, price));
                (index, price, since) = (i, prices[i], 0);
            }
        }

        return swings;
    }

    /// <summary>Section 2: the channel that is known at each candle.</summary>
    public static List<Snapshot?> Channels(IReadOnlyList<Candle> candles)
    {
        var highs = Swings([.. candles.Select(c => c.High)], (a, b) => a > b);
        var lows = Swings([.. candles.Select(c => c.Low)], (a, b) => a < b);
        var active = new List<Live>();
        var snapshots = new List<Snapshot?>();
        for (var idx = 0; idx < candles.Count; idx++)
        {
            var close = candles[idx].Close;
            var knownHighs = highs.Where(s => s.Index + 3 <= idx).ToList();
            var knownLows = lows.Where(s => s.Index + 3 <= idx).ToList();
            var newHigh = knownHighs.Where(s => s.Index + 3 == idx).ToList();
            var newLow = knownLows.Where(s => s.Index + 3 == idx).ToList();

            foreach (var high in newHigh)
            {
                foreach (var low in knownLows.TakeLast(30).Where(l => l.Index >= high.Index - 100))
                    Create(high, low);
            }

            foreach (var low in newLow)
            {
                foreach (var high in knownHighs.TakeLast(30).Where(h => h.Index >= low.Index - 100))
                    Create(high, low);
            }

            foreach (var c in active.ToList())
            {
                if (close < c.LowestLow * 0.96 || close > c.HighestHigh * 1.04)
                {
                    active.Remove(c);
                    continue;
                }

                foreach (var (_, price) in newLow.Where(l => l.Price < c.Resistance))
                {
                    if (price < c.LowestLow)
                        (c.LowestLow, c.Support, c.SupportTouches) = (price, price, 1);
                    else if (c.LowestLow < price && price < c.Support)
                        (c.Support, c.SupportTouches) = (price, c.SupportTouches + 1);
                    else if (Math.Abs(price - c.Support) / c.Support < 0.004)
                        c.SupportTouches++;
                }

                foreach (var (_, price) in newHigh.Where(h => h.Price > c.Support))
                {
                    if (price > c.HighestHigh)
                        (c.HighestHigh, c.Resistance, c.ResistanceTouches) = (price, price, 1);
                    else if (c.Resistance < price && price < c.HighestHigh)
                        (c.Resistance, c.ResistanceTouches) = (price, c.ResistanceTouches + 1);
                    else if (Math.Abs(price - c.Resistance) / c.Resistance < 0.004)
                        c.ResistanceTouches++;
                }

                if (c.SupportTouches >= 2 && c.ResistanceTouches >= 2)
                    c.Confirmed = true;
                if (c.Width is < 0.015 or > 0.05)
                    active.Remove(c);
            }

            // The sort is stable: among equal channels the oldest stays first.
            var best = active.Where(c => c.Confirmed && c.Support * 0.98 <= close && close <= c.Resistance * 1.02)
                .OrderByDescending(c => c.SupportTouches + c.ResistanceTouches).ThenBy(c => c.Width).FirstOrDefault();
            snapshots.Add(best is null ? null : new Snapshot(best.Support, best.Resistance, best.SupportTouches, best.ResistanceTouches));
        }

        return snapshots;

        void Create((int Index, double Price) high, (int Index, double Price) low)
        {
            if (high.Price <= low.Price || (high.Price - low.Price) / low.Price is < 0.015 or > 0.05 || active.Any(c => c.Key == (high.Index, low.Index)))
                return;
            active.Add(new Live { Key = (high.Index, low.Index), Support = low.Price, Resistance = high.Price, LowestLow = low.Price, HighestHigh = high.Price });
        }
    }

    /// <summary>Sections 3 to 5: finds all entries, follows each to its exit separately, then books all of them.</summary>
    /// <param name="lower">15m candles.</param>
    /// <param name="channelAt">The channel that is known at the 1h candle with this open time. Null if there is no channel or no candle.</param>
    public static (List<Result> Closed, List<Result> Open) Trades(IReadOnlyList<Candle> lower, Func<long, Snapshot?> channelAt)
    {
        var used = new HashSet<(double, double, long)>();
        var all = new List<(int Entry, int? Exit, Result Result)>();
        for (var i = 0; i < lower.Count; i++)
        {
            var candle = lower[i];
            if (channelAt((candle.OpenTime / Hour * Hour) - Hour) is not { } ch || EntryOf(candle, ch) is not { } entry)
                continue;
            if (used.Add((Math.Round(ch.Support), Math.Round(ch.Resistance), candle.OpenTime / 18_000_000)))
                all.Add(Follow(lower, i, entry));
        }

        var capital = 10_000.0;
        var closed = new List<Result>();
        var sizes = new Dictionary<int, double>();
        for (var i = 0; i < lower.Count; i++)
        {
            foreach (var (entryIndex, _, trade) in all.Where(t => t.Exit == i).OrderBy(t => t.Entry))
            {
                var leverage = Math.Min(0.015 / (Math.Abs(trade.Entry - trade.Stop) / trade.Entry), 20);
                var notional = sizes[entryIndex] * leverage;
                var fees = notional * 0.0004 * 2;
                var net = (notional * trade.PnlPct) - fees;
                capital = Math.Max(0, capital + net);
                closed.Add(trade with { Net = net, Capital = capital });
            }

            if (all.Any(t => t.Entry == i))
                sizes[i] = capital;
        }

        return (closed, [.. all.Where(t => t.Exit is null).Select(t => t.Result)]);
    }

    private static Result? EntryOf(Candle candle, Snapshot ch)
    {
        var mid = (ch.Support + ch.Resistance) / 2;
        var entry = candle.Close;
        if (candle.Low <= ch.Support * 1.003 && entry > ch.Support)
        {
            var stop = ch.Support * (1 - 0.0008);
            return entry > stop && mid > entry ? New("LONG", stop, ch.Resistance * 0.998) : null;
        }

        if (candle.High >= ch.Resistance * 0.997 && entry < ch.Resistance)
        {
            var stop = ch.Resistance * (1 + 0.0008);
            return stop > entry && entry > mid ? New("SHORT", stop, ch.Support * 1.002) : null;
        }

        return null;

        Result New(string direction, double stop, double tp2) => new(candle.OpenTime, null, direction, entry, stop, mid, tp2, false, null, 0, 0, 0);
    }

    private static (int Entry, int? Exit, Result Result) Follow(IReadOnlyList<Candle> lower, int entry, Result trade)
    {
        var isLong = trade.Direction == "LONG";
        var tp1 = false;
        for (var i = entry + 1; i < lower.Count; i++)
        {
            var c = lower[i];
            if (isLong ? c.Low <= trade.Stop : c.High >= trade.Stop)
                return Closed(i, "STOP", trade.Stop);
            tp1 |= isLong ? c.High >= trade.Tp1 : c.Low <= trade.Tp1;
            if (isLong ? c.High >= trade.Tp2 : c.Low <= trade.Tp2)
                return Closed(i, "TP2", trade.Tp2);
            if (i - entry == 149)
                return Closed(i, "TIMEOUT", c.Close);
        }

        return (entry, null, trade with { Tp1Hit = tp1 });

        double Pct(double price) => isLong ? (price - trade.Entry) / trade.Entry : (trade.Entry - price) / trade.Entry;

        (int, int?, Result) Closed(int i, string reason, double price) => (entry, i, trade with
        {
            ExitTime = lower[i].OpenTime,
            Reason = reason,
            Tp1Hit = tp1,
            PnlPct = tp1 ? (0.5 * Pct(trade.Tp1)) + (0.5 * Pct(price)) : Pct(price),
        });
    }
}
