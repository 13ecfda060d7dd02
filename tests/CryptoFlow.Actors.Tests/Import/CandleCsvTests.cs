namespace CryptoFlow.Import;

/// <summary>Which rows of a file are candles, and what the import reports about the other rows.</summary>
public sealed class CandleCsvTests
{
    private const long T = 1_700_000_100_000;
    private const string Good = "1700000100000,100,101,99,100.5,12.5";

    [Theory]
    [InlineData("1700001000001,100,101,99,100.5,1", "open time is off the grid")]
    [InlineData("1700001000000001,100,101,99,100.5,1", "open time is off the grid")]
    [InlineData("1700001000000,0,101,0,100.5,1", "a price is not positive")]
    [InlineData("1700001000000,100,101,-5,100.5,1", "a price is not positive")]
    [InlineData("1700001000000,102,101,99,100.5,1", "open or close is outside of low and high")]
    [InlineData("1700001000000,100,98,99,100.5,1", "open or close is outside of low and high")]
    [InlineData("1700001000000,100,101,99,100.5,-1", "volume is negative or less than the taker buy volume")]
    [InlineData("1700001000000,100,101,99,NaN,1", "a value is not a finite number")]
    [InlineData("1700001000000,100,1e999,99,100.5,1", "a value is not a finite number")]
    [InlineData("1700001000000,100,101,99,,1", "close is not a number")]
    [InlineData("1700001000000,\"1,000\",101,99,100.5,1", "open is not a number")]
    [InlineData("1700001000000,100,0x65,99,100.5,1", "high is not a number")]
    [InlineData("1700001000000,100,101,low,100.5,1", "low is not a number")]
    [InlineData("1700001000000,100,101,99,100.5,many", "volume is not a number")]
    [InlineData("1700001000000,100,101,99,100.5", "5 columns instead of at least 6")]
    [InlineData("1700001000000;100;101;99;100.5;1", "1 columns instead of at least 6")]
    [InlineData("1972-12-31 00:00,100,101,99,100.5,1", "open time is no time in s, ms or us since 1970, and no date and time such as 2024-01-31 12:00")]
    [InlineData("-1700001000000,100,101,99,100.5,1", "open time is no time in s, ms or us since 1970, and no date and time such as 2024-01-31 12:00")]
    [InlineData("99999999,100,101,99,100.5,1", "open time is no time in s, ms or us since 1970, and no date and time such as 2024-01-31 12:00")]
    [InlineData("99999999999999999999,100,101,99,100.5,1", "open time is no time in s, ms or us since 1970, and no date and time such as 2024-01-31 12:00")]
    [InlineData("1700001000000,\"100,101,99,100.5,1", "a quote is not closed")]
    [InlineData("1700001000000,\"100\"1,101,99,100.5,1", "a quote is not closed")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001900001,1,1,0,1,0", "close time (column 7) is not within 15m of the open time")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700000999999,1,1,0,1,0", "close time (column 7) is not within 15m of the open time")]
    [InlineData("1700001000000,100,101,99,100.5,1,0.7,0.3,0.4,7", "close time (column 7) is not within 15m of the open time")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001899999,1,1,1.01,1,0", "volume is negative or less than the taker buy volume")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001899999,1,1,-0.1,1,0", "volume is negative or less than the taker buy volume")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001899999,1,1,all,1,0", "volume or taker buy volume is not a decimal number")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001899999,1,-1,1,1,0", "trade count is negative")]
    [InlineData("1700001000000,100,101,99,100.5,1,1700001899999,1,1.5,1,1,0", "trade count is not a whole number")]
    [InlineData("1735689600000,100,101,99,100.5,1", "the open time is in the future")]
    [InlineData("1735688700000,100,101,99,100.5,1", "the candle has not closed yet")]
    public async Task A_row_that_cannot_be_a_closed_candle_is_rejected_with_its_line_and_reason_and_the_others_are_not(string row, string reason)
    {
        var run = new ImportRun();

        Assert.Equal([$"2: {reason}"], await run.RejectedAsync(Good, row, "1700001900000,100,101,99,100.5,12.5"));

        Assert.Equal([T, T + 1_800_000], run.Stored.Select(c => c.OpenTime));
    }

    [Fact]
    public async Task A_candle_counts_as_closed_when_its_time_is_over()
    {
        // The last candle closes one second later, so it is rejected. The candle before it has closed.
        Assert.Equal(["2: the candle has not closed yet"], await new ImportRun().RejectedAsync("1735687800000,1,1,1,1,0", "1735688700000,1,1,1,1,0"));
    }

    [Theory]
    [InlineData("2023-11-14T22:15:00Z")]
    [InlineData("2023-11-14 22:15")]
    [InlineData("\"2023-11-14 22:15:00.000\"")]
    [InlineData("2023-11-15T00:15:00+02:00")]
    [InlineData(" 2023-11-14 22:15\t")]
    public async Task A_date_and_time_is_read_as_UTC_where_it_has_no_offset(string time)
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines($"{time},100,101,99,100.5,12.5"));
        Assert.Equal([T], run.Stored.Select(c => c.OpenTime));
    }

    [Theory]
    [InlineData("1700000100")]
    [InlineData("1700000100000")]
    [InlineData("1700000100000000")]
    [InlineData("\"1700000100000\"")]
    [InlineData(" 1700000100000\t")]
    public async Task Seconds_milliseconds_and_microseconds_are_told_by_magnitude(string time)
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines($"{time},100,101,99,100.5,12.5"));
        Assert.Equal([T], run.Stored.Select(c => c.OpenTime));
    }

    [Theory]
    [InlineData("Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,Number of trades,Taker buy base asset volume")]
    [InlineData("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume")]
    [InlineData("openTime,open,high,low,close,volume,closeTime,quoteVolume,trades,takerBuyBaseVolume")]
    [InlineData("time,open,high,low,close,volume,close_time,delta,trade_count,buy_volume")]
    [InlineData("\"timestamp\",\"OPEN\",\"HIGH\",\"LOW\",\"CLOSE\",\"VOLUME\",\"CLOSE_TIME\",\"x\",\"COUNT\",\"TAKER_BUY_VOLUME\"")]
    public async Task Common_names_of_the_columns_are_accepted(string header)
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines(header, "1700000100000,100,101,99,100.5,12.5,1700000999999,1,7,4.5"));
        Assert.Equal([new Candle(T, 100, 101, 99, 100.5, 12.5, 4.5, 8, -3.5, 7)], run.Stored);
    }

    [Fact]
    public async Task Unknown_columns_are_ignored_at_any_position()
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines("symbol,volume,close,low,high,open,note,open_time", "BTCUSDT,12.5,100.5,99,101,100,\"a, \"\"b\"\"\",1700000100000"));
        Assert.Equal([new Candle(T, 100, 101, 99, 100.5, 12.5, 0, 0, 0, 0)], run.Stored);
    }

    [Theory]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task Candles_of_other_exchanges_are_imported_without_taker_volume_and_trade_count_like_collected_candles(Exchange exchange)
    {
        var run = new ImportRun { Series = new SeriesKey(new Instrument(exchange, "BTCUSDT"), Interval.M15) };
        await run.RunAsync(CsvText.Lines(CsvText.Line(RawCandle.At(T))));
        Assert.Equal([RawCandle.At(T).CollectedPlain()], run.Stored);
    }

    [Fact]
    public async Task A_raw_row_whose_taker_columns_are_empty_has_none()
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines("1700000100000,100,101,99,100.5,12.5,,,,,,"));
        Assert.Equal([new Candle(T, 100, 101, 99, 100.5, 12.5, 0, 0, 0, 0)], run.Stored);
    }

    [Theory]
    [InlineData("open_time,open,high,low,close", "name volume:")]
    [InlineData("date,price", "name open_time, open, high, low, close, volume: 'date,price'")]
    [InlineData("# exported", "'# exported'")]
    [InlineData("\"", "Line 1 is no row of a CSV file: a quote is not closed.")]
    [InlineData("\u001b[2J", "'?[2J'")]
    public async Task A_first_line_that_is_neither_row_nor_header_refuses_the_file(string line, string says)
    {
        var run = new ImportRun();
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => run.RunAsync(CsvText.Lines(line, Good)));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(run.Pages);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_rejected_alone_and_takes_no_more_memory()
    {
        var run = new ImportRun();
        var huge = new string('7', 3_000_000);

        Assert.Equal(["2: longer than 64 KB", "4: longer than 64 KB"], await run.RejectedAsync(Good, huge, "1700001000000,100,101,99,100.5,1", huge));

        Assert.Equal(2, run.Stored.Count);
    }
}
