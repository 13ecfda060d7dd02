using System.Net;
using CryptoFlow.Simulator.Faults;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Faults;

/// <summary>Faults in the rows of a page. Each fault changes one page, and the next page is right again.</summary>
public sealed class PageFaultTests
{
    private const int Limit = 10;

    [Theory]
    [InlineData(FaultKind.EmptyPage, Venue.Binance, new int[0])]
    [InlineData(FaultKind.ShortPage, Venue.Binance, new[] { 0, 1 })]
    [InlineData(FaultKind.ShortPage, Venue.Bybit, new[] { 9, 8 })]
    [InlineData(FaultKind.ShortPage, Venue.Bitget, new[] { 8, 9 })]
    [InlineData(FaultKind.Gap, Venue.Binance, new[] { 0, 1, 2, 3, 4, 7, 8, 9 })]
    [InlineData(FaultKind.DuplicateRow, Venue.Binance, new[] { 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9 })]
    public async Task Rows_are_missing_or_come_twice(FaultKind kind, Venue venue, int[] expected)
    {
        var (struck, right) = await Pages(kind, venue);

        Assert.Equal(expected, struck.Select(r => (int)((r.Open - T0) / I)));
        Assert.Equal(Limit, right.Length);
    }

    [Fact]
    public async Task A_misaligned_row_lies_off_the_grid()
    {
        var (struck, right) = await Pages(FaultKind.MisalignedRow, Venue.Bitget);

        Assert.Single(struck, r => r.Open % I != 0);
        Assert.All(right, r => Assert.Equal(0, r.Open % I));
    }

    [Fact]
    public async Task An_impossible_row_has_its_high_below_its_low()
    {
        var (struck, right) = await Pages(FaultKind.ImpossibleRow, Venue.Bybit);

        Assert.Single(struck, r => r.High < r.Low);
        Assert.All(right, r => Assert.True(r.High >= r.Low));
    }

    [Theory]
    [InlineData(FaultKind.StaleRow)]
    [InlineData(FaultKind.RevisedRow)]
    public async Task The_candle_that_just_closed_has_other_values_first(FaultKind kind)
    {
        var (struck, right) = await Pages(kind, Venue.Binance);

        Assert.Equal(right[..^1], struck[..^1]);
        Assert.Equal(right[^1].Open, struck[^1].Open);
        Assert.True(struck[^1].Volume < right[^1].Volume);
        Assert.True(struck[^1].High >= struck[^1].Low);
    }

    [Fact]
    public async Task The_forming_candle_is_added_to_a_page_of_history()
    {
        var (struck, right) = await Pages(FaultKind.UnclosedRow, Venue.Bitget);

        Assert.Equal(T0 + (10 * I), struck[^1].Open);
        Assert.Equal(right, struck[..^1]);
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task A_wrong_interval_brings_the_rows_of_the_longer_one(Venue venue)
    {
        var (struck, right) = await Pages(FaultKind.WrongInterval, venue);

        Assert.NotEmpty(struck);
        Assert.All(struck, r => Assert.Equal(0, r.Open % (4 * I)));
        Assert.Equal(Limit, right.Length);
    }

    [Fact]
    public async Task Wrong_hours_of_Binance_have_the_close_times_of_hours()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.WrongInterval, Venue = Venue.Binance });
        Assert.All(await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance)), r => Assert.Equal((4 * I) - 1, r[6].GetInt64() - Open(r)));
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task A_wrong_symbol_brings_the_rows_of_another_contract(Venue venue)
    {
        var (struck, right) = await Pages(FaultKind.WrongSymbol, venue);

        Assert.Equal(right.Select(r => r.Open), struck.Select(r => r.Open));
        Assert.All(right.Zip(struck), r => Assert.NotEqual(r.First.Close, r.Second.Close));
    }

    [Fact]
    public async Task A_wrong_symbol_of_Bybit_is_named()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.WrongSymbol, Venue = Venue.Bybit, Instead = "SOLUSDT" });
        Assert.Equal("SOLUSDT", (await exchange.Json(Venue.Bybit, CandlePath(Venue.Bybit))).GetProperty("result").GetProperty("symbol").GetString());
    }

    [Fact]
    public async Task A_fault_in_the_rows_waits_for_a_request_that_has_some()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.EmptyPage, Venue = Venue.Binance });

        await exchange.Json(Venue.Binance, "/fapi/v1/time");
        await exchange.Json(Venue.Binance, CandlePath(Venue.Binance, symbol: "X"), HttpStatusCode.BadRequest);
        Assert.Empty(await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, start: 1_200_000_000_000, end: 1_200_000_000_001)));
        Assert.Single(exchange.Simulator.Faults.Waiting);

        Assert.Empty(await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance)));
        Assert.Empty(exchange.Simulator.Faults.Waiting);
    }

    [Fact]
    public async Task Faults_do_not_change_the_expected_candles()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.EmptyPage, Venue = Venue.Binance });

        Assert.Equal(Limit, exchange.Simulator.ClosedCandles(Venue.Binance, "BTCUSDT", "15m", T0, T0 + (Limit * I)).Count);
    }

    // The page of T0..T0+9i, ten minutes after its last candle has closed: the first answer has the fault, the second does not.
    private static async Task<(Row[] Struck, Row[] Right)> Pages(FaultKind kind, Venue venue)
    {
        await using var exchange = await StartAsync(T0 + (10 * I) + 600_000);
        exchange.Simulator.Faults.Add(new Fault { Kind = kind, Venue = venue, Rows = 2 });
        var last = venue is Venue.Bitget ? T0 + (10 * I) : T0 + (9 * I);
        var path = CandlePath(venue, start: T0, end: last, limit: Limit);
        return (await Read(), await Read());

        async Task<Row[]> Read() => [.. (await exchange.Rows(venue, path)).Select(r => new Row(
            Open(r),
            decimal.Parse(r[2].GetString()!),
            decimal.Parse(r[3].GetString()!),
            decimal.Parse(r[4].GetString()!),
            decimal.Parse(r[5].GetString()!)))];
    }

    private sealed record Row(long Open, decimal High, decimal Low, decimal Close, decimal Volume);
}
