namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>
/// Splits a quarter-hour into fifteen minutes that add up to it exactly. Splitting quarter-hours, instead of adding up minutes, makes the
/// common intervals fifteen times cheaper.
/// </summary>
internal static class MinuteSplit
{
    public const int Minutes = 15;

    public static Block[] Of(in Block quarter, ulong chance)
    {
        Span<int> weights = stackalloc int[Minutes];
        var total = 0L;
        for (var i = 0; i < Minutes; i++)
        {
            weights[i] = 1 + (int)(100 * Chance.Unit(chance, (ulong)i));
            total += weights[i];
        }

        var highest = (int)(Minutes * Chance.Unit(chance, 100));
        var lowest = (int)(Minutes * Chance.Unit(chance, 101));
        var mean = QuarterMaker.Mean(quarter.Open, quarter.High, quarter.Low, quarter.Close);
        var minutes = new Block[Minutes];
        var open = quarter.Open;
        var before = 0L;
        for (var i = 0; i < Minutes; i++)
        {
            var close = i == Minutes - 1 ? quarter.Close : Waypoint(quarter, i + 1, chance);
            var after = before + weights[i];

            // The price passes the quarter's mean price in every minute, and all volume is traded at the mean price. So the turnover of the
            // minute is possible too.
            var buys = Cut(quarter.BuyLots, before, after, total);
            var sells = Cut(quarter.SellLots, before, after, total);
            minutes[i] = new Block
            {
                Open = open,
                High = i == highest ? quarter.High : Math.Max(mean, Math.Max(open, close)),
                Low = i == lowest ? quarter.Low : Math.Min(mean, Math.Min(open, close)),
                Close = close,
                BuyLots = buys,
                SellLots = sells,
                BuyTurnover = buys * mean,
                SellTurnover = sells * mean,
                Trades = Cut(quarter.Trades, before, after, total),
            };
            open = close;
            before = after;
        }
        return minutes;
    }

    // A price on the way from open to close, with a random deviation, inside the quarter's range.
    private static int Waypoint(in Block quarter, int minute, ulong chance)
    {
        var straight = quarter.Open + ((quarter.Close - quarter.Open) * minute / Minutes);
        var swerve = (int)((quarter.High - quarter.Low) * 0.4 * Chance.Signed(chance, 200 + minute));
        return Math.Clamp(straight + swerve, quarter.Low, quarter.High);
    }

    // Differences of rounded running totals: the parts add up to the whole.
    private static long Cut(long whole, long before, long after, long total) => (whole * after / total) - (whole * before / total);
}
