using CryptoFlow.Testing;
using CsCheck;

namespace CryptoFlow.Market;

public sealed class RollUpTests
{
    private static readonly long Monday = 1_704_067_200_000; // 2024-01-01.

    /// <summary>
    /// Base file, its interval, the exchange's own file, its timeframe, and how many of the exchange's own candles contradict its own base candles. The exchanges
    /// revise one interval and not the other (Bybit on 2021-02-12, Binance's volumes of 2021).
    /// </summary>
    public static TheoryData<string, string, string, string, int, int> Files => new()
    {
        { "binance-um/BTCUSDT-15m", "15m", "binance-um/BTCUSDT-4h", "4h", 0, 0 },
        { "binance-um/BTCUSDT-15m", "15m", "binance-um/BTCUSDT-1d", "1d", 0, 0 },
        { "binance-um/BTCUSDT-4h", "4h", "binance-um/BTCUSDT-1d", "1d", 0, 2 },
        { "bybit-linear/BTCUSDT-15m", "15m", "bybit-linear/BTCUSDT-1h", "1h", 0, 0 },
        { "bybit-linear/BTCUSDT-15m", "15m", "bybit-linear/BTCUSDT-4h", "4h", 0, 0 },
        { "bybit-linear/BTCUSDT-1h", "1h", "bybit-linear/BTCUSDT-1d", "1d", 4, 131 },
        { "bybit-linear/BTCUSDT-4h", "4h", "bybit-linear/BTCUSDT-1d", "1d", 7, 99 },
    };

    /// <summary>Prices and volumes are equal as doubles, not only nearly: volumes are summed as decimals.</summary>
    [SkippableTheory, MemberData(nameof(Files))]
    public void Rolled_up_candles_are_the_exchanges_own(string baseFile, string of, string ownFile, string to, int otherPrices, int otherVolumes)
    {
        var own = CandleFiles.Read($"{ownFile}.csv.gz").ToDictionary(c => c.OpenTime);
        var rolled = Roll(CandleFiles.Read($"{baseFile}.csv.gz"), of, to).Where(r => r.Count.IsComplete && own.ContainsKey(r.Candle.OpenTime)).Select(r => r.Candle).ToList();

        Assert.True(rolled.Count > 200);
        Assert.Equal(otherPrices, rolled.Count(c => own[c.OpenTime] is var o && (o.Open, o.High, o.Low, o.Close) != (c.Open, c.High, c.Low, c.Close)));
        Assert.Equal(otherVolumes, rolled.Count(c => own[c.OpenTime].Volume != c.Volume));
    }

    /// <summary>The months and weeks of the exchange's own days, against those of its 4h candles, over five years with two leap days.</summary>
    [SkippableTheory]
    [InlineData("1w")]
    [InlineData("1M")]
    [InlineData("3d")]
    public void Weeks_and_months_rolled_up_from_hours_equal_those_from_days(string to)
    {
        var ofHours = Roll(CandleFiles.Read("binance-um/BTCUSDT-4h.csv.gz"), "4h", to).ToList();
        var ofDays = Roll(CandleFiles.Read("binance-um/BTCUSDT-1d.csv.gz"), "1d", to).ToDictionary(r => r.Candle.OpenTime);

        Assert.Equal(ofDays.Count, ofHours.Count);
        Assert.All(ofHours, hours =>
        {
            var days = ofDays[hours.Candle.OpenTime];
            Assert.Equal(days.Count.IsComplete, hours.Count.IsComplete);
            Assert.Equal((days.Candle.Open, days.Candle.High, days.Candle.Low, days.Candle.Close), (hours.Candle.Open, hours.Candle.High, hours.Candle.Low, hours.Candle.Close));
        });
        if (to == "1M")
            Assert.Equal(29, ofDays[1_706_745_600_000].Count.Expected); // February 2024.
    }

    /// <summary>Volumes with three decimals, as exchanges send them. With sums of doubles this fails for about half of the cases.</summary>
    [Fact]
    public void A_roll_up_of_roll_ups_equals_the_direct_roll_up() =>
        Gen.Select(Gen.Int[0, 3_000_000], Gen.Int[0, 1000], Gen.Int[1, 1_000_000], Gen.Int[0, 9], Gen.Int[0, 9])
            .Array[1, 400]
            .Sample(
                rows =>
                {
                    var candles = rows
                        .Select((r, i) => (Row: r, Time: Monday + (i * Interval.M15.Milliseconds)))
                        .Where(x => x.Row.Item4 > 0) // Holes.
                        .Select(x => Candle(x.Time, x.Row.Item3, x.Row.Item1 / 1000m, x.Row.Item5 == 0 ? null : x.Row.Item2 / 1000m * x.Row.Item1 / 1000m, x.Row.Item2))
                        .ToList();
                    foreach (var (middle, last) in (ReadOnlySpan<(string, string)>)[("1h", "4h"), ("1h", "1d"), ("4h", "1d")])
                    {
                        _ = Interval.TryParse(middle, out var between);
                        var direct = Roll(candles, "15m", last).Select(r => r.Candle);
                        Assert.Equal(direct, RollUp.All(Roll(candles, "15m", middle).Select(r => r.Candle), between, Of(last)).Select(r => r.Candle));
                    }
                },
                threads: 1);

    [Fact]
    public void The_direction_of_the_candles_does_not_matter()
    {
        var candles = Enumerable.Range(0, 50).Where(i => i % 7 != 0).Select(i => Candle(Monday + (i * 900_000L), 100 + i, i / 10m, i / 30m, i)).ToList();

        Assert.Equal(Roll(candles, "15m", "2h"), Roll(Enumerable.Reverse(candles), "15m", "2h").Reverse());
    }

    [Fact]
    public void A_span_with_a_hole_is_marked_and_an_empty_one_gives_no_candle()
    {
        var rolled = Roll([.. new[] { 0, 1, 2, 3, 4, 6, 7, 12 }.Select(i => Candle(Monday + (i * 900_000L), 100 + i, 1, 0.5m, 2))], "15m", "1h").ToList();

        Assert.Equal([(4, 4), (3, 4), (1, 4)], rolled.Select(r => (r.Count.Held, r.Count.Expected)));
        Assert.Equal([true, false, false], rolled.Select(r => r.Count.IsComplete));
        Assert.Equal([0, 1, 3], rolled.Select(r => (r.Candle.OpenTime - Monday) / 3_600_000));
        Assert.Equal(new Candle(Monday + 3_600_000, 104, 108, 103, 107.5, 3, 1.5, 1.5, 0, 6), rolled[1].Candle);
    }

    [Fact]
    public void A_roll_up_has_no_taker_values_if_one_of_its_candles_has_none()
    {
        var unknown = Candle(Monday, 100, 2, null, 0);
        var quiet = Candle(Monday + 900_000, 100, 0, null, 0);
        var known = Candle(Monday + 1_800_000, 100, 2, 0.5m, 7);

        Assert.Equal((4, 0, 0, 0, 0), Figures(Roll([unknown, quiet, known], "15m", "1h")));
        Assert.Equal((2, 0.5, 1.5, -1, 7), Figures(Roll([quiet, known], "15m", "1h")));
    }

    [Fact]
    public void A_row_of_another_program_does_not_break_a_page()
    {
        var good = Candle(Monday, 100, 2, 0.5m, 7);
        var rolled = Roll([good with { OpenTime = -5 }, good, good with { OpenTime = Monday + 1 }, good with { OpenTime = Monday + 900_000, Volume = double.PositiveInfinity }, good with { OpenTime = long.MaxValue }], "15m", "1M");

        var candle = Assert.Single(rolled);
        Assert.Equal(2, candle.Count.Held);
        Assert.True(double.IsNaN(candle.Candle.Volume));
    }

    private static (double, double, double, double, long) Figures(IEnumerable<RolledCandle> rolled) =>
        Assert.Single(rolled).Candle is var c ? (c.Volume, c.BuyVolume, c.SellVolume, c.Delta, c.TradeCount) : default;

    private static Candle Candle(long time, double price, decimal volume, decimal? buy, long trades) => new(
        time, price, price + 1, price - 1, price + 0.5, (double)volume, (double)(buy ?? 0), buy is { } b ? (double)(volume - b) : 0, buy is { } d ? (double)(d - (volume - d)) : 0, trades);

    private static IEnumerable<RolledCandle> Roll(IEnumerable<Candle> candles, string of, string to) =>
        RollUp.All(candles, Interval.TryParse(of, out var interval) ? interval : default, Of(to));

    private static Timeframe Of(string name) => Timeframe.TryParse(name, out var timeframe) ? timeframe : throw new ArgumentException(name);
}
