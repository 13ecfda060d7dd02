using System.Net;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>Each row of the table in docs/exchanges.md, Conformance, is a test.</summary>
public sealed class ConformanceTests
{
    /// <summary>Start and end as (quarters of an hour after T0, ms), and the expected quarters in wire order.</summary>
    public static TheoryData<string, long?, long?, int[], int[], int[]> Windows() => new()
    {
        { "start=T0", T0, null, [0, 1, 2], [2, 1, 0], [197, 198, 199] },
        { "start=T0+1", T0 + 1, null, [1, 2, 3], [2, 1, 0], [197, 198, 199] },
        { "end=T0+10i", null, T0 + (10 * I), [8, 9, 10], [10, 9, 8], [7, 8, 9] },
        { "end=T0+10i-1", null, T0 + (10 * I) - 1, [7, 8, 9], [9, 8, 7], [6, 7, 8] },
        { "start=T0, end=T0+2i", T0, T0 + (2 * I), [0, 1, 2], [2, 1, 0], [-1, 0, 1] },
        { "start=T0, end=T0+50i", T0, T0 + (50 * I), [0, 1, 2], [50, 49, 48], [47, 48, 49] },
        { "start=end=T0+5i", T0 + (5 * I), T0 + (5 * I), [5], [5], [2, 3, 4] },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_window_gives_the_rows_of_the_table(string window, long? start, long? end, int[] binance, int[] bybit, int[] bitget)
    {
        await using var exchange = await StartAsync();

        foreach (var (venue, expected) in new[] { (Venue.Binance, binance), (Venue.Bybit, bybit), (Venue.Bitget, bitget) })
        {
            var opens = await exchange.Opens(venue, CandlePath(venue, start: start, end: end, limit: 3));
            Assert.True(expected.SequenceEqual(opens.Select(Quarter)), $"{venue}, {window}: {string.Join(',', opens.Select(Quarter))}");
        }
    }

    [Theory]
    [InlineData(Venue.Binance, new[] { 8, 9, 10 })]
    [InlineData(Venue.Bybit, new[] { 10, 9, 8 })]
    [InlineData(Venue.Bitget, new[] { 7, 8, 9 })]
    public async Task Without_bounds_the_newest_rows_come_with_the_forming_one_except_from_Bitgets_history(Venue venue, int[] expected)
    {
        await using var exchange = await StartAsync(T0 + (10 * I) + 60_000);

        Assert.Equal(expected, (await exchange.Opens(venue, CandlePath(venue, limit: 3))).Select(Quarter));
    }

    [Fact]
    public async Task Bitgets_recent_candles_end_with_the_forming_one()
    {
        await using var exchange = await StartAsync(T0 + (10 * I) + 60_000);

        var opens = await exchange.Opens(Venue.Bitget, CandlePath(Venue.Bitget, limit: 3).Replace("history-candles", "candles"));

        Assert.Equal([8, 9, 10], opens.Select(Quarter));
    }

    [Theory]
    [InlineData(Venue.Binance, "1d", 0)]
    [InlineData(Venue.Bybit, "1d", 0)]
    [InlineData(Venue.Bitget, "1d", -24)]
    [InlineData(Venue.Bitget, "1D", -32)]
    public async Task Days_open_at_midnight_UTC_except_Bitgets_1D_which_opens_at_16_00(Venue venue, string interval, int hoursAfterT0)
    {
        await using var exchange = await StartAsync();

        var opens = await exchange.Opens(venue, CandlePath(venue, interval, end: T0, limit: 1));

        Assert.Equal([T0 + (hoursAfterT0 * 3_600_000L)], opens);
    }

    [Fact]
    public async Task A_limit_above_the_maximum_is_an_error_on_Binance_and_is_reduced_on_Bybit()
    {
        await using var exchange = await StartAsync();

        var refused = await exchange.Json(Venue.Binance, CandlePath(Venue.Binance, limit: 1501), HttpStatusCode.BadRequest);

        Assert.Equal(-1130, refused.GetProperty("code").GetInt32());
        Assert.Equal(1500, (await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, limit: 1500))).Length);
        Assert.Equal(1000, (await exchange.Rows(Venue.Bybit, CandlePath(Venue.Bybit, limit: 1500))).Length);
    }

    [Theory]
    [InlineData(Venue.Binance, 500)]
    [InlineData(Venue.Bybit, 200)]
    [InlineData(Venue.Bitget, 100)]
    public async Task Without_a_limit_the_default_limit_applies(Venue venue, int rows)
    {
        await using var exchange = await StartAsync();

        Assert.Equal(rows, (await exchange.Rows(venue, CandlePath(venue))).Length);
    }

    private static int Quarter(long open) => (int)((open - T0) / I);
}
