using CryptoFlow.Simulator.Market;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>Where a history begins, where it ends, and which candles are missing in it.</summary>
public sealed class HistoryTests
{
    private const long Day = 86_400_000;

    [Fact]
    public async Task History_begins_with_the_listing_and_earlier_windows_are_empty()
    {
        await using var exchange = await StartAsync(configure: o => o with { Binance = new VenueOptions { Symbols = [new SymbolOptions("BTCUSDT") { ListedAt = T0 }] } });

        var opens = await exchange.Opens(Venue.Binance, CandlePath(Venue.Binance, start: T0 - (30 * Day), limit: 2));

        Assert.Equal([T0, T0 + I], opens);
        Assert.Empty(await exchange.Opens(Venue.Binance, CandlePath(Venue.Binance, start: T0 - Day, end: T0 - 1)));
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task A_page_leaves_out_a_hole_and_is_filled_with_the_candles_beyond_it(Venue venue)
    {
        var hole = new Hole(venue, "BTCUSDT", "15m", T0 + I, T0 + (3 * I));
        await using var exchange = await StartAsync(configure: o => o with { Holes = [hole] });

        var opens = await exchange.Opens(venue, CandlePath(venue, start: T0, end: T0 + (4 * I), limit: 5));

        Assert.DoesNotContain(T0 + I, opens);
        Assert.DoesNotContain(T0 + (2 * I), opens);
        Assert.Contains(T0, opens);
        Assert.Contains(T0 + (3 * I), opens);
        Assert.Equal([T0 + (3 * I)], exchange.Simulator.ClosedCandles(venue, "BTCUSDT", "15m", T0 + I, T0 + (4 * I)).Select(c => c.OpenTime));
        Assert.NotEmpty(exchange.Simulator.ClosedCandles(venue, "BTCUSDT", "5m", T0 + I, T0 + (3 * I)));
    }

    [Fact]
    public async Task Bitgets_candles_are_empty_beyond_their_depth_although_its_history_has_rows()
    {
        await using var exchange = await StartAsync();
        var old = CandlePath(Venue.Bitget, end: T0 - (60 * Day), limit: 10);

        Assert.Empty(await exchange.Rows(Venue.Bitget, old.Replace("history-candles", "candles")));
        Assert.Equal(10, (await exchange.Rows(Venue.Bitget, old)).Length);
    }

    [Theory]
    [InlineData("1d", 90)]
    [InlineData("1W", 13)]
    [InlineData("1M", 4)]
    public async Task A_page_of_Bitget_spans_at_most_90_days(string granularity, int rows)
    {
        await using var exchange = await StartAsync();

        Assert.Equal(rows, (await exchange.Rows(Venue.Bitget, CandlePath(Venue.Bitget, granularity, limit: 200))).Length);
    }

    [Fact]
    public async Task Paging_back_on_Bitget_by_the_oldest_open_time_returns_every_candle_once()
    {
        await using var exchange = await StartAsync();
        var seen = new List<long>();
        long? end = T0;
        for (var page = 0; page < 3; page++)
        {
            var opens = await exchange.Opens(Venue.Bitget, CandlePath(Venue.Bitget, end: end, limit: 100));
            seen.InsertRange(0, opens);
            end = opens[0];
        }

        Assert.Equal(Enumerable.Range(-300, 300).Select(k => T0 + (k * I)), seen);
    }
}
