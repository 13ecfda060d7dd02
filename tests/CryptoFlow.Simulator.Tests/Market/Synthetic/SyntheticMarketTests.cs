using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Market.Synthetic;
using CsCheck;

namespace CryptoFlow.Simulator.Tests.Market.Synthetic;

/// <summary>The properties of the generated market, checked at random times.</summary>
public sealed class SyntheticMarketTests
{
    private const long Quarter = 900_000;

    private static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XYZUSDT"];

    private static readonly Gen<(Venue Venue, string Symbol, long Quarter)> Places = Gen.Select(
        Gen.Enum<Venue>(),
        Gen.Int[0, 3].Select(i => Symbols[i]),
        Gen.Long[1_650_000_000_000 / Quarter, 1_850_000_000_000 / Quarter]);

    [Fact]
    public void Candles_are_possible_and_open_at_the_close_of_the_candle_before() => Places.Sample(
        place =>
        {
            foreach (var interval in new[] { "1m", "5m", "15m", "4h" })
            {
                var series = Series(place.Venue, place.Symbol, interval);
                var open = series.Interval.Floor(place.Quarter * Quarter);
                var before = Read(series, series.Interval.Previous(open));
                var candle = Read(series, open);

                Assert.Equal(before.Close, candle.Open);
                Assert.True(candle.Low <= Math.Min(candle.Open, candle.Close) && candle.High >= Math.Max(candle.Open, candle.Close), $"{candle}");
                Assert.True(candle.Low > 0 && candle.Volume > 0, $"{candle}");
                Assert.InRange(candle.QuoteVolume, candle.Low * candle.Volume, candle.High * candle.Volume);
                Assert.InRange(candle.TakerBuyVolume, 0, candle.Volume);
                Assert.InRange(candle.TakerBuyQuoteVolume, 0, candle.QuoteVolume);
            }
        },
        iter: 300);

    [Theory]
    [InlineData("1m", "15m")]
    [InlineData("3m", "15m")]
    [InlineData("5m", "15m")]
    [InlineData("15m", "1h")]
    [InlineData("15m", "4h")]
    [InlineData("1h", "1d")]
    [InlineData("15m", "1d+8")]
    public void A_longer_interval_is_the_exact_sum_of_shorter_ones(string shorter, string longer) => Places.Sample(
        place =>
        {
            var parts = Series(place.Venue, place.Symbol, shorter);
            var whole = Series(place.Venue, place.Symbol, longer);
            var open = whole.Interval.Floor(place.Quarter * Quarter);

            var sum = Read(parts, open);
            for (var part = parts.Interval.Next(open); part < whole.Interval.Next(open); part = parts.Interval.Next(part))
                sum = sum.Append(Read(parts, part));

            Assert.Equal(Read(whole, open), sum);
        },
        iter: 50);

    [Fact]
    public void A_candle_is_the_same_in_any_order_of_requests() => Places.Sample(
        place =>
        {
            var alone = Read(Series(place.Venue, place.Symbol, "15m"), place.Quarter * Quarter);
            var series = Series(place.Venue, place.Symbol, "15m");
            for (var quarter = place.Quarter + 200; quarter > place.Quarter; quarter--)
                Read(series, quarter * Quarter);

            Assert.Equal(alone, Read(series, place.Quarter * Quarter));
        },
        iter: 20);

    [Fact]
    public void Another_seed_gives_another_market()
    {
        const long open = 1_700_006_400_000;

        Assert.Equal(Read(Series(Venue.Binance, "BTCUSDT", "1h", seed: 1), open), Read(Series(Venue.Binance, "BTCUSDT", "1h", seed: 1), open));
        Assert.NotEqual(Read(Series(Venue.Binance, "BTCUSDT", "1h", seed: 1), open), Read(Series(Venue.Binance, "BTCUSDT", "1h", seed: 2), open));
    }

    [Fact]
    public void The_venues_prices_of_a_symbol_lie_close_together() => Places.Sample(
        place =>
        {
            var binance = Read(Series(Venue.Binance, place.Symbol, "15m"), place.Quarter * Quarter).Close;
            var bitget = Read(Series(Venue.Bitget, place.Symbol, "15m"), place.Quarter * Quarter).Close;

            Assert.InRange(bitget / binance, 0.998m, 1.002m);
        },
        iter: 100);

    [Fact]
    public void The_price_of_bitcoin_stays_between_30000_and_200000_for_two_years()
    {
        var days = Series(Venue.Binance, "BTCUSDT", "1d");
        for (var day = 1_700_006_400_000; day < 1_763_000_000_000; day += 86_400_000)
            Assert.InRange(Read(days, day).Close, 30_000, 200_000);
    }

    private static ICandleSeries Series(Venue venue, string symbol, string interval, int seed = 1)
    {
        var instrument = InstrumentCatalog.Describe(venue, symbol);
        var market = new SyntheticMarket(seed, new Dictionary<Venue, IReadOnlyList<Instrument>> { [venue] = [instrument] });
        return market.Find(venue, symbol, Interval.Named(interval))!;
    }

    private static Candle Read(ICandleSeries series, long open)
    {
        Assert.True(series.TryRead(open, out var candle));
        Assert.Equal(open, candle.OpenTime);
        return candle;
    }
}
