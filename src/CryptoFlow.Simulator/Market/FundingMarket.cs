using CryptoFlow.Simulator.Market.Synthetic;

namespace CryptoFlow.Simulator.Market;

/// <summary>One settlement of a contract's funding.</summary>
/// <param name="Time">When it is settled, ms UTC.</param>
/// <param name="Rate">The share of a position's value that longs pay to shorts; shorts pay if it is negative.</param>
/// <param name="MarkPrice">The mark price at that time; null if the contract has no candle there.</param>
internal readonly record struct Settlement(long Time, decimal Rate, decimal? MarkPrice);

/// <summary>
/// Funding rates and mark prices, generated from the seed. Each is a pure function of seed, exchange, symbol and time. The mark price is close to the price of the
/// forming minute, also if the candles come from files.
/// </summary>
internal sealed class FundingMarket(int seed, ExchangeMarket market)
{
    /// <summary>Digits after the point of a rate.</summary>
    public const int RateDecimals = 8;

    private const long HourMs = 3_600_000;
    private const decimal UsualRate = 0.0001m;
    private const double RateSwing = 0.0004;
    private const double PriceSwing = 0.0003;
    private static readonly Interval Minute = Interval.Named("1m");

    /// <summary>The oldest settlements in [<paramref name="from"/>, <paramref name="to"/>] that are over, oldest first.</summary>
    public IReadOnlyList<Settlement> Oldest(Venue venue, Instrument contract, long from, long to, long now, int limit)
    {
        var (step, first, last) = Range(contract, from, to, now);
        var found = new List<Settlement>();
        for (var time = first; time <= last && found.Count < limit; time += step)
            found.Add(At(venue, contract, time));
        return found;
    }

    /// <summary>The newest settlements in [<paramref name="from"/>, <paramref name="to"/>] that are over, newest first, after leaving out some.</summary>
    public IReadOnlyList<Settlement> Newest(Venue venue, Instrument contract, long from, long to, long now, int limit, int leftOut = 0)
    {
        var (step, first, last) = Range(contract, from, to, now);
        var found = new List<Settlement>();
        for (var time = last - (leftOut * step); time >= first && found.Count < limit; time -= step)
            found.Add(At(venue, contract, time));
        return found;
    }

    /// <summary>The next settlement, with the estimated rate and the present mark price.</summary>
    public Settlement Next(Venue venue, Instrument contract, long now)
    {
        var step = contract.FundingHours * HourMs;
        var time = ((now / step) + 1) * step;
        return new Settlement(time, Rate(venue, contract, time), MarkPrice(venue, contract, now));
    }

    /// <summary>The mark price at a time (ms UTC); null if the contract has no candle there.</summary>
    public decimal? MarkPrice(Venue venue, Instrument contract, long time) => Price(venue, contract, time, "mark", PriceSwing);

    /// <summary>The index price at a time (ms UTC): the price of the coin on other markets.</summary>
    public decimal? IndexPrice(Venue venue, Instrument contract, long time) => Price(venue, contract, time, "index", 2 * PriceSwing);

    /// <summary>
    /// A candle of the mark price. Its open is the mark price of its first minute, its close that of its last minute. It has no volume, because nothing is traded
    /// at mark prices.
    /// </summary>
    public Candle MarkCandle(Venue venue, Instrument contract, Interval interval, in Candle traded)
    {
        var (open, close) = (Near(traded.Open, traded.OpenTime), Near(traded.Close, interval.Next(traded.OpenTime) - 1));
        return new Candle(traded.OpenTime, open, Math.Max(open, close), Math.Min(open, close), close, 0, 0, 0, 0, 0);

        decimal Near(decimal price, long time) => Shifted(venue, contract, price, time, "mark", PriceSwing);
    }

    private Settlement At(Venue venue, Instrument contract, long time) =>
        new(time, Rate(venue, contract, time), MarkPrice(venue, contract, time));

    private static (long Step, long First, long Last) Range(Instrument contract, long from, long to, long now)
    {
        var step = contract.FundingHours * HourMs;
        var start = Math.Max(from, contract.ListedAt);
        return (step, (start + step - 1) / step * step, Math.Min(to, now) / step * step);
    }

    private decimal Rate(Venue venue, Instrument contract, long time) =>
        Math.Round(UsualRate + (decimal)(RateSwing * Chance.Signed(Seed(venue, contract, "funding"), time / HourMs)), RateDecimals);

    private decimal? Price(Venue venue, Instrument contract, long time, string kind, double swing)
    {
        if (market.Tape(venue, contract.Symbol, Minute, time)?.TryRead(Minute.Floor(time), time, out var candle) is not true)
            return null;
        return Shifted(venue, contract, candle.Close, time, kind, swing);
    }

    private decimal Shifted(Venue venue, Instrument contract, decimal price, long time, string kind, double swing)
    {
        var factor = 1 + (decimal)(swing * Chance.Signed(Seed(venue, contract, kind), time / Minute.Milliseconds));
        return Math.Round(price * factor, contract.PriceDecimals);
    }

    private ulong Seed(Venue venue, Instrument contract, string kind) =>
        Chance.Mix(Chance.Mix((ulong)seed, venue.ToString()), contract.Symbol + "/" + kind);
}
