namespace CryptoFlow.Exchanges;

/// <summary>If an answer does not belong to the request, the request fails and the error says why. No row becomes a candle, and the answer does not count as an ask.</summary>
public class AnotherQuestionTests
{
    private const int Rows = 24;

    private static readonly long Now = StubExchange.Start.ToUnixTimeMilliseconds();

    /// <summary>The range of a day whose candles closed long ago.</summary>
    private static readonly TimeRange Quarters = new(Interval.D1.Floor(Now) - (10 * Interval.D1.Milliseconds), Interval.D1.Floor(Now) - (9 * Interval.D1.Milliseconds));

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    [Theory]
    [InlineData("ETHUSDT", "linear", "asked for BTCUSDT, but the answer is about ETHUSDT")]
    [InlineData("", "linear", "asked for BTCUSDT, but the answer names no symbol")]
    [InlineData("btcusdt", "linear", "asked for BTCUSDT, but the answer is about btcusdt")]
    [InlineData("BTCUSDT", "inverse", "asked for category linear, but the answer is of category inverse")]
    [InlineData("BTCUSDT", "spot", "asked for category linear, but the answer is of category spot")]
    public async Task Bybit_names_symbol_and_category(string symbol, string category, string why)
    {
        var stub = new StubExchange(Exchange.Bybit);
        var rows = Times(Interval.M15, Quarters.From, 4).Select(t => stub.RowAt(t, Interval.M15)).ToArray();
        stub.AnswersRows(rows, symbol, category).AnswersRows(rows, symbol, category);
        AssertBad(await History(stub, Interval.M15, Quarters), why);
        AssertBad(await stub.Client.GetNewestCandlesAsync(Series(stub, Interval.M15), 4, default), why);
    }

    [Fact]
    public async Task A_symbol_that_Bybit_writes_with_escapes_is_the_symbol()
    {
        var stub = new StubExchange(Exchange.Bybit).AnswersRows([], "BTC\\u0055SDT");
        Assert.True((await History(stub, Interval.M15, Quarters)).IsSuccess);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Rows_of_a_longer_interval_are_recognized_by_close_time_or_distance(Exchange exchange)
    {
        foreach (var (asked, given) in new[] { (Interval.M15, Interval.H1), (Interval.M1, Interval.M15), (Interval.H1, Interval.H4), (Interval.H4, Interval.D1) })
        {
            var stub = new StubExchange(exchange);
            var range = new TimeRange(Quarters.From, Quarters.From + (Rows * asked.Milliseconds));
            var end = given.Floor(range.To - 1);
            var times = Enumerable.Range(0, 4).Select(i => end - ((3 - i) * given.Milliseconds)).Where(t => exchange == Exchange.Bitget || t >= range.From - asked.Milliseconds).ToArray();
            stub.AnswersCandles(given, times);
            var answer = await History(stub, asked, range);
            if (exchange != Exchange.Binance && times.Length < 3)
                continue; // So few rows do not show their interval. Real requests are long enough to make this rare.
            AssertBad(answer, $"asked for candles of {asked}, ");
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Rows_of_a_longer_interval_are_also_recognized_among_the_newest_candles(Exchange exchange)
    {
        var stub = new StubExchange(exchange).AnswersCandles(Interval.H1, Times(Interval.H1, Interval.H1.Floor(Now) - (3 * Interval.H1.Milliseconds), 4));
        AssertBad(await stub.Client.GetNewestCandlesAsync(Series(stub, Interval.M15), 3, default), "asked for candles of 15m, ");
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Rows_of_a_shorter_interval_do_not_open_on_the_grid(Exchange exchange)
    {
        foreach (var (asked, given) in new[] { (Interval.H1, Interval.M15), (Interval.M15, Interval.M1), (Interval.D1, Interval.H4) })
        {
            var stub = new StubExchange(exchange);
            var range = new TimeRange(Quarters.From, Quarters.From + (Rows * asked.Milliseconds));
            stub.AnswersCandles(given, Times(given, range.To - (Rows * given.Milliseconds), Rows));
            AssertBad(await History(stub, asked, range), $"rows do not open on the grid of {asked}");
        }
    }

    /// <summary>Holes of an exchange, even regular ones, must not look like a longer interval. There is no 2m interval, and a few rows 15 minutes apart are holes.</summary>
    [Theory, MemberData(nameof(Exchanges))]
    public async Task Rows_of_a_market_with_holes_are_not_taken_for_another_interval(Exchange exchange)
    {
        foreach (var kept in new Func<int, bool>[] { i => i % 2 == 0, i => i % 7 != 0, i => i is 3 or 18, i => i == 5, i => i is 0 or 15 or 30 or 31, i => i is 0 or 40 or 45 })
        {
            var stub = new StubExchange(exchange);
            var range = new TimeRange(Quarters.From, Quarters.From + (48 * 60_000));
            var times = Times(Interval.M1, range.From, 48).Where((_, i) => kept(i)).ToArray();
            stub.AnswersCandles(Interval.M1, times);
            var answer = await History(stub, Interval.M1, range);
            Assert.Null(answer.Error?.Message);
            Assert.Equal(times, answer.Value!.Candles.Select(c => c.OpenTime));
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_single_row_off_the_grid_is_a_row_that_cannot_be_read(Exchange exchange)
    {
        var stub = new StubExchange(exchange);
        var times = Times(Interval.M15, Quarters.From, Rows).ToArray();
        times[10] += 300_000;
        stub.AnswersCandles(Interval.M15, times);
        var page = (await History(stub, Interval.M15, Quarters)).Value!;
        Assert.Equal(Rows - 1, page.Candles.Length);
        Assert.Null(Assert.Single(page.Rejected).OpenTime);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Rows_of_another_time_make_a_bad_answer(Exchange exchange)
    {
        foreach (var days in exchange == Exchange.Bitget ? new[] { 3 } : [-3, 3])
        {
            var stub = new StubExchange(exchange);
            stub.AnswersCandles(Interval.M15, Times(Interval.M15, Quarters.From + (days * Interval.D1.Milliseconds), Rows));
            AssertBad(await History(stub, Interval.M15, Quarters), "asked for open times in [");
        }
    }

    [Fact]
    public async Task Bitget_answers_with_rows_before_the_range_where_the_range_has_holes()
    {
        var stub = new StubExchange(Exchange.Bitget);
        stub.AnswersCandles(Interval.M15, Times(Interval.M15, Quarters.From - Interval.D1.Milliseconds, Rows));
        var page = (await History(stub, Interval.M15, Quarters)).Value!;
        Assert.Empty(page.Candles);
        Assert.Equal(Quarters, page.Asked);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Unordered_and_repeated_rows_make_a_bad_answer(Exchange exchange)
    {
        var times = Times(Interval.M15, Quarters.From, Rows).ToArray();
        foreach (var wrong in new long[][] { [.. times.Reverse()], [.. times[..5], times[4], .. times[5..]], [times[1], times[0], .. times[2..]] })
        {
            var stub = new StubExchange(exchange);
            stub.AnswersCandles(Interval.M15, wrong);
            AssertBad(await History(stub, Interval.M15, Quarters), exchange == Exchange.Bybit ? "not descending" : "not ascending");
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task More_rows_than_requested_make_a_bad_answer(Exchange exchange)
    {
        var stub = new StubExchange(exchange);
        stub.AnswersCandles(Interval.M15, Times(Interval.M15, Quarters.From, 97 + 1));
        AssertBad(await History(stub, Interval.M15, Quarters), "asked for at most 96 rows, but got 98");
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Newest_candles_of_the_future_make_a_bad_answer(Exchange exchange)
    {
        var stub = new StubExchange(exchange);
        stub.AnswersCandles(Interval.M15, Times(Interval.M15, Interval.D1.Ceiling(Now) + Interval.D1.Milliseconds, 4));
        AssertBad(await stub.Client.GetNewestCandlesAsync(Series(stub, Interval.M15), 4, default), "the rows reach to");
    }

    [Theory]
    [InlineData(Exchange.Binance, """{"timezone":"UTC","futuresType":"COIN_MARGINED","rateLimits":[],"symbols":[{"symbol":"BTCUSD_PERP","status":"TRADING"}]}""", "asked for USD-M contracts")]
    [InlineData(Exchange.Bybit, """{"retCode":0,"retMsg":"OK","result":{"category":"inverse","list":[{"symbol":"BTCUSD","status":"Trading"}],"nextPageCursor":""},"time":1777636830000}""", "asked for category linear")]
    [InlineData(Exchange.Bitget, """{"code":"00000","msg":"success","requestTime":1777636830000,"data":[{"symbol":"BTCUSD","quoteCoin":"USD","symbolStatus":"normal"}]}""", "asked for contracts of USDT-FUTURES")]
    public async Task A_list_of_other_contracts_makes_a_bad_answer(Exchange exchange, string body, string why)
    {
        var result = await new StubExchange(exchange).Answers(200, body).Client.GetInstrumentsAsync(default);
        Assert.Equal(ExchangeErrorKind.BadAnswer, result.Error!.Kind);
        Assert.Contains(why, result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    public async Task A_first_candle_with_unreadable_values_still_gives_its_open_time(Exchange exchange)
    {
        var day = Interval.D1.Floor(Now) - (5 * Interval.D1.Milliseconds);
        var bad = exchange == Exchange.Binance ? $"""[{day},"NaN","2","0.5","1.5","0.3",{day + 86_399_999},"0",1,"0.1","0","0"]""" : $"""["{day}","NaN","2","0.5","1.5","0.3","0"]""";
        var stub = new StubExchange(exchange).AnswersRows([bad]);
        Assert.Equal(day, (await stub.Client.FindFirstCandleAsync(Series(stub, Interval.D1), day - Interval.D1.Milliseconds, default)).Value?.OpenTime);
    }

    private static SeriesKey Series(StubExchange stub, Interval interval) => new(new Instrument(stub.Exchange, "BTCUSDT"), interval);

    private static Task<ExchangeResult<CandlePage>> History(StubExchange stub, Interval interval, TimeRange range) =>
        stub.Client.GetCandlesAsync(Series(stub, interval), range, RequestPriority.Backfill, default);

    private static IEnumerable<long> Times(Interval interval, long from, int count) =>
        Enumerable.Range(0, count).Select(i => from + (i * interval.Milliseconds));

    private static void AssertBad(ExchangeResult<CandlePage> result, string why)
    {
        Assert.Equal((ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff), (result.Error!.Kind, result.Error.Retry));
        Assert.Contains(why, result.Error.Message, StringComparison.Ordinal);
    }
}
