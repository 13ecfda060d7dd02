namespace CryptoFlow.Trading;

public sealed class PriceTickTests
{
    [Theory]
    [InlineData("0.1", 104_538.3)]
    [InlineData("0.5", 104_538.5)]
    [InlineData("0.05", 171.35)]
    [InlineData("0.0001", 0.6123)]
    [InlineData("0.0000001", 0.0000123)]
    [InlineData("10", 104_530)]
    public void The_tick_is_the_divisor_of_all_prices(string tick, double around)
    {
        var step = decimal.Parse(tick, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(step, Of(step, around, 200).Value);
    }

    [Fact]
    public void Without_enough_candles_the_tick_is_unknown_and_prices_are_not_rounded()
    {
        var tick = Of(0.1m, 100, PriceTick.Least - 1);

        Assert.Null(tick.Value);
        Assert.Equal(100.123456, PriceTick.Round(100.123456, tick.Value));
    }

    [Fact]
    public void After_a_change_of_the_tick_by_the_exchange_the_new_tick_is_found()
    {
        var tick = Of(0.01m, 100, 500);
        for (var i = 0; i < 2_100; i++)
            tick = tick.With(Candle(0.1m, 100, i));

        Assert.Equal(0.1m, tick.Value);
    }

    [Theory]
    [InlineData(100.1698, 100.15)]
    [InlineData(102.794, 102.8)]
    [InlineData(0.0, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1e300, 1e300)]
    public void Prices_are_rounded_to_the_tick(double price, double shown) => Assert.Equal(shown, PriceTick.Round(price, 0.05m));

    private static PriceTick Of(decimal tick, double around, int candles)
    {
        var found = PriceTick.Unknown;
        for (var i = 0; i < candles; i++)
            found = found.With(Candle(tick, around, i));
        return found;
    }

    private static Candle Candle(decimal tick, double around, int index)
    {
        double At(int ticks) => (double)((Math.Round((decimal)around / tick) + ticks) * tick);
        return new Candle(index * 900_000L, At(index % 7), At((index % 7) + 3), At(index % 5), At(index % 3), 1, 0, 0, 0, 0);
    }
}
