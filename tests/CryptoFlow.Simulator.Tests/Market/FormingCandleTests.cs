using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Market;

/// <summary>The candle that is still open.</summary>
public sealed class FormingCandleTests
{
    [Theory]
    [InlineData(Venue.Binance, "1m", 60_000)]
    [InlineData(Venue.Binance, "15m", 900_000)]
    [InlineData(Venue.Binance, "1d", 86_400_000)]
    [InlineData(Venue.Bybit, "1h", 3_600_000)]
    public async Task The_forming_candle_grows_until_it_closes_with_its_final_values(Venue venue, string interval, long length)
    {
        await using var exchange = await StartAsync(T0);
        var volumes = new List<decimal>();
        foreach (var elapsed in new[] { length / 10, length / 2, length - 1, length })
        {
            exchange.Simulator.Clock.Set(T0 + elapsed);
            var row = (await exchange.Rows(venue, CandlePath(venue, interval, start: T0, end: T0, limit: 1)))[0];
            volumes.Add(decimal.Parse(row[5].GetString()!));
        }

        var final = exchange.Simulator.ClosedCandles(venue, "BTCUSDT", interval, T0, T0 + 1)[0];
        Assert.Equal(volumes.Order().Distinct(), volumes);
        Assert.Equal(final.Volume, volumes[^1]);
    }

    [Fact]
    public async Task The_forming_candle_counts_as_closed_from_the_millisecond_of_its_close_on()
    {
        await using var exchange = await StartAsync(T0 + I - 1);

        Assert.Empty(exchange.Simulator.ClosedCandles(Venue.Bitget, "BTCUSDT", "15m", T0, T0 + I));
        exchange.Simulator.Clock.Advance(1);
        Assert.Single(exchange.Simulator.ClosedCandles(Venue.Bitget, "BTCUSDT", "15m", T0, T0 + I));
    }

    [Fact]
    public async Task The_same_moment_shows_the_same_values()
    {
        await using var one = await StartAsync(T0 + 123_456);
        await using var other = await StartAsync(T0 + 123_456);

        Assert.Equal(
            (await one.Json(Venue.Binance, CandlePath(Venue.Binance, limit: 1))).GetRawText(),
            (await other.Json(Venue.Binance, CandlePath(Venue.Binance, limit: 1))).GetRawText());
    }
}
