namespace CryptoFlow.Testing;

/// <summary>
/// The parameters of a generated market. A failed property test prints them, so that anybody can generate the same market again.
/// </summary>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Hours">Length of the market, hours.</param>
/// <param name="StartQuarter">Number of quarters of an hour between a full hour and the market's start.</param>
/// <param name="Price">Starting price. Small prices, and prices that round at a half, matter for the cooldown.</param>
/// <param name="Ticks">Number of ticks in the starting price. With few ticks, ties and equal touches are frequent.</param>
/// <param name="Volatility">Standard deviation of a 15m candle's return.</param>
/// <param name="Reversion">How strongly the price returns to the starting price with each candle. With a strong return, channels hold.</param>
/// <param name="MissingLower">Share of the 15m candles that are not stored.</param>
/// <param name="StoredHigher">Share of the hours whose 1h candle is stored, with or without their 15m candles.</param>
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

/// <summary>The candles of a generated market.</summary>
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

    /// <summary>The same market up to a time. The prices of all candles that close later are changed by random factors.</summary>
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
