namespace CryptoFlow.Testing;

/// <summary>
/// What a market is made from. Prints itself where a property fails, so that it can be made again.
/// </summary>
/// <param name="Seed">Of everything left to chance.</param>
/// <param name="Hours">Its length.</param>
/// <param name="StartQuarter">Quarters of an hour by which it begins later than a whole hour.</param>
/// <param name="Price">Where it begins; small ones and those that round to halves matter to the cooldown.</param>
/// <param name="Ticks">Ticks in the starting price: few make ties and equal touches.</param>
/// <param name="Volatility">Standard deviation of a 15m candle's return.</param>
/// <param name="Reversion">Pull back to the starting price, per candle: with it channels hold.</param>
/// <param name="MissingLower">Share of 15m candles that are not stored.</param>
/// <param name="StoredHigher">Share of hours whose 1h candle is stored, whatever there is of their 15m candles.</param>
public sealed record MarketPlan(
    int Seed,
    int Hours,
    int StartQuarter,
    double Price,
    int Ticks,
    double Volatility,
    double Reversion,
    double MissingLower,
    double StoredHigher);

/// <summary>Candles of a market that never was.</summary>
/// <param name="Lower">Stored 15m candles, ascending.</param>
/// <param name="StoredHigher">Stored 1h candles, ascending.</param>
public sealed record RandomMarket(IReadOnlyList<Candle> Lower, IReadOnlyList<Candle> StoredHigher)
{
    private const long Start = 1_700_000_000_000 / 86_400_000 * 86_400_000;

    public static RandomMarket Make(MarketPlan plan)
    {
        var chance = new Random(plan.Seed);
        var quarters = Quarters(plan, chance);
        var stored = quarters.GroupBy(c => Interval.H1.Floor(c.OpenTime)).Where(hour => hour.Count() == 4 && chance.NextDouble() < plan.StoredHigher)
            .Select(hour => new Candle(
                hour.Key, hour.First().Open, hour.Max(c => c.High), hour.Min(c => c.Low), hour.Last().Close, hour.Sum(c => c.Volume), 0, 0, 0, 0))
            .ToList();
        return new RandomMarket([.. quarters.Where(_ => chance.NextDouble() >= plan.MissingLower)], stored);
    }

    /// <summary>The same market with every candle from a time on made up anew: a future that knows nothing of the first one.</summary>
    public RandomMarket WithFutureFrom(long time, int seed)
    {
        var chance = new Random(seed);
        return new RandomMarket([.. Lower.Select(c => Revised(c, Interval.M15))], [.. StoredHigher.Select(c => Revised(c, Interval.H1))]);

        Candle Revised(Candle candle, Interval interval)
        {
            if (candle.OpenTime + interval.Milliseconds <= time)
                return candle;
            var factor = 1 + (0.04 * (chance.NextDouble() - 0.5));
            return candle with { Open = candle.Open * factor, High = candle.High * factor, Low = candle.Low * factor, Close = candle.Close * factor };
        }
    }

    private static List<Candle> Quarters(MarketPlan plan, Random chance)
    {
        var tick = plan.Price / plan.Ticks;
        var quarters = new List<Candle>();
        var last = plan.Price;
        for (var i = plan.StartQuarter; i < plan.Hours * 4; i++)
        {
            var next = Math.Max(plan.Price * 0.01, last * (1 + (plan.Volatility * Normal(chance))) + (plan.Reversion * (plan.Price - last)));
            var (open, close) = (Round(last), Round(next));
            var high = Math.Max(open, close) + Round(Math.Abs(Normal(chance)) * plan.Volatility * last / 2);
            var low = Math.Max(tick, Math.Min(open, close) - Round(Math.Abs(Normal(chance)) * plan.Volatility * last / 2));
            quarters.Add(new Candle(Start + (i * Interval.M15.Milliseconds), open, high, low, close, chance.Next(1, 1000), 0, 0, 0, 0));
            last = next;
        }

        return quarters;

        double Round(double price) => Math.Round(price / tick) * tick;
    }

    private static double Normal(Random chance) =>
        Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
}
