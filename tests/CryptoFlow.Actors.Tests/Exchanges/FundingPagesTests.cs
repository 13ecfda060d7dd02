using System.Globalization;

namespace CryptoFlow.Exchanges;

/// <summary>The three clients read funding rates page by page, and refuse answers that do not belong to the request.</summary>
public sealed class FundingPagesTests
{
    private const long Hour = 3_600_000;
    private const long Eight = 8 * Hour;

    /// <summary>2023-11-15 00:00 UTC.</summary>
    private const long T0 = 1_700_006_400_000;

    public static TheoryData<Exchange> Exchanges => [Exchange.Binance, Exchange.Bybit, Exchange.Bitget];

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_page_has_the_settlements_of_the_range_oldest_first(Exchange exchange)
    {
        using var stub = Answering(exchange, [T0, T0 + Eight, T0 + (2 * Eight)]);

        var page = await AskAsync(stub, new TimeRange(T0 + Eight, T0 + (3 * Eight)));

        double? mark = exchange == Exchange.Binance ? 35_000.5 : null;
        Assert.Equal([new FundingRate(T0 + Eight, 0.0001, mark), new FundingRate(T0 + (2 * Eight), 0.0001, mark)], page.Value!.Rates.AsEnumerable());
        Assert.Null(page.Value.Next);
        Assert.Empty(page.Value.Rejected);
    }

    [Theory]
    [InlineData(Exchange.Binance, "/fapi/v1/fundingRate?symbol=BTCUSDT&startTime=1700006400000&endTime=1700092799999&limit=1000")]
    [InlineData(Exchange.Bybit, "/v5/market/funding/history?category=linear&symbol=BTCUSDT&endTime=1700092799999&limit=200")]
    [InlineData(Exchange.Bitget, "/api/v2/mix/market/history-fund-rate?symbol=BTCUSDT&productType=USDT-FUTURES&pageSize=100&pageNo=1")]
    public async Task The_request_names_contract_range_and_limit(Exchange exchange, string expected)
    {
        using var stub = Answering(exchange, []);

        var page = await AskAsync(stub, new TimeRange(T0, T0 + (24 * Hour)));

        Assert.Equal(expected, Assert.Single(stub.Asked));
        Assert.Empty(page.Value!.Rates);
        Assert.Null(page.Value.Next);
    }

    [Theory]
    [InlineData(Exchange.Binance, 1000, true)]
    [InlineData(Exchange.Bybit, 200, false)]
    [InlineData(Exchange.Bitget, 100, false)]
    public async Task A_full_page_has_a_cursor_for_the_next_page_and_the_last_page_has_none(Exchange exchange, int limit, bool forward)
    {
        var times = Enumerable.Range(0, limit + 3).Select(i => T0 + (i * Hour)).ToArray();
        var range = new TimeRange(T0, T0 + (2000 * Hour));
        using var stub = Answering(exchange, forward ? times[..limit] : times[^limit..]);
        Answer(stub, forward ? times[limit..] : times[..3]);

        var first = (await AskAsync(stub, range)).Value!;
        var second = (await stub.Client.GetFundingAsync(Btc(exchange), first.Next!, RequestPriority.Spare, default)).Value!;

        Assert.Null(second.Next);
        Assert.Equal(times, first.Rates.Concat(second.Rates).Select(r => r.Time).Order());
    }

    [Fact]
    public async Task The_times_of_Binance_are_rounded_down_to_the_minute_and_the_next_page_does_not_repeat_them()
    {
        var times = Enumerable.Range(0, 1000).Select(i => T0 + (i * Hour) + 7).ToArray();
        using var stub = Answering(Exchange.Binance, times);

        var page = (await AskAsync(stub, new TimeRange(T0, T0 + (2000 * Hour)))).Value!;

        Assert.Equal(T0 + (999 * Hour), page.Rates[^1].Time);
        Assert.Equal(T0 + (999 * Hour) + FundingRate.Grid, page.Next!.Range.From);
    }

    [Fact]
    public async Task Bitget_pages_back_to_an_old_range_through_pages_without_a_settlement_of_it()
    {
        var newest = Enumerable.Range(0, 100).Select(i => T0 + (i * Hour)).ToArray();
        using var stub = Answering(Exchange.Bitget, newest);
        Answer(stub, [T0 - (2 * Hour), T0 - Hour, T0]);

        var first = (await AskAsync(stub, new TimeRange(T0 - (10 * Hour), T0))).Value!;
        var second = (await stub.Client.GetFundingAsync(Btc(Exchange.Bitget), first.Next!, RequestPriority.Spare, default)).Value!;

        Assert.Empty(first.Rates);
        Assert.Equal([T0 - (2 * Hour), T0 - Hour], second.Rates.Select(r => r.Time));
        Assert.EndsWith("pageNo=2", stub.Asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_Bitget_that_is_repeated_is_refused()
    {
        var newest = Enumerable.Range(0, 100).Select(i => T0 + (i * Hour)).ToArray();
        using var stub = Answering(Exchange.Bitget, newest);
        Answer(stub, newest);

        var first = (await AskAsync(stub, new TimeRange(T0 - (10 * Hour), T0 + (100 * Hour)))).Value!;
        var second = await stub.Client.GetFundingAsync(Btc(Exchange.Bitget), first.Next!, RequestPriority.Spare, default);

        Assert.Equal(ExchangeErrorKind.BadAnswer, second.Error!.Kind);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task An_answer_about_another_symbol_or_in_the_wrong_order_is_refused(Exchange exchange)
    {
        using var stub = Answering(exchange, [T0], symbol: "ETHUSDT");
        Answer(stub, [T0 + Eight, T0]);
        var range = new TimeRange(T0, T0 + (3 * Eight));

        Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, range)).Error!.Kind);
        Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, range)).Error!.Kind);
    }

    [Theory]
    [InlineData(Exchange.Binance, -100)]
    [InlineData(Exchange.Binance, 100)]
    [InlineData(Exchange.Bybit, 100)]
    public async Task An_answer_about_another_range_is_refused(Exchange exchange, int settlements)
    {
        using var stub = Answering(exchange, [T0 + (settlements * Eight)]);

        Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, new TimeRange(T0, T0 + Eight))).Error!.Kind);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_rate_that_is_not_a_number_rejects_only_its_row(Exchange exchange)
    {
        using var stub = new StubExchange(exchange);
        AnswerRows(stub, [Row(exchange, T0), Row(exchange, T0 + Eight, rate: "x"), Row(exchange, T0 + (2 * Eight), rate: "1.5")]);

        var page = (await AskAsync(stub, new TimeRange(T0, T0 + (3 * Eight)))).Value!;

        Assert.Equal([T0], page.Rates.Select(r => r.Time));
        Assert.Equal([T0 + Eight, T0 + (2 * Eight)], page.Rejected.Select(r => r.OpenTime!.Value).Order());
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_row_without_a_time_and_more_rows_than_asked_for_make_a_bad_answer(Exchange exchange)
    {
        using var stub = Answering(exchange, [0]);
        Answer(stub, [.. Enumerable.Range(0, 1001).Select(i => T0 + (i * Hour))]);
        var range = new TimeRange(T0, T0 + (2000 * Hour));

        Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, range)).Error!.Kind);
        Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, range)).Error!.Kind);
    }

    [Fact]
    public async Task Binances_limit_for_funding_requests_does_not_count_in_estimates_for_candles()
    {
        using var stub = Answering(Exchange.Binance, []);
        await AskAsync(stub, new TimeRange(T0, T0 + Hour));

        var own = Assert.Single(stub.Budget.Snapshot().Limits, l => l.Endpoint.Length > 0);
        Assert.Equal(("/fapi/v1/fundingRate", 1, 500), (own.Endpoint, own.Used, own.Limit));
        Assert.True(stub.Budget.EstimateDuration(600, 600) < TimeSpan.FromMinutes(2));
    }

    private static Instrument Btc(Exchange exchange) => new(exchange, "BTCUSDT");

    private static async Task<ExchangeResult<FundingPage>> AskAsync(StubExchange stub, TimeRange range) =>
        await stub.Client.GetFundingAsync(Btc(stub.Exchange), new FundingCursor(range), RequestPriority.Backfill, default);

    private static StubExchange Answering(Exchange exchange, long[] times, string symbol = "BTCUSDT") => Answer(new StubExchange(exchange), times, symbol);

    /// <summary>Answers with settlements at these times, given oldest first, in the exchange's order.</summary>
    private static StubExchange Answer(StubExchange stub, long[] times, string symbol = "BTCUSDT") =>
        AnswerRows(stub, [.. times.Select(t => Row(stub.Exchange, t, symbol))]);

    /// <summary>The stub writes rows in the order of the exchange's candles. Bitget's settlements have the opposite order.</summary>
    private static StubExchange AnswerRows(StubExchange stub, string[] rows) =>
        stub.AnswersRows(stub.Exchange == Exchange.Bitget ? [.. rows.Reverse()] : rows);

    private static string Row(Exchange exchange, long time, string symbol = "BTCUSDT", string rate = "0.00010000") => exchange switch
    {
        Exchange.Binance => string.Create(CultureInfo.InvariantCulture, $$"""{"symbol":"{{symbol}}","fundingTime":{{time}},"fundingRate":"{{rate}}","markPrice":"35000.50000000"}"""),
        Exchange.Bybit => $$"""{"symbol":"{{symbol}}","fundingRate":"{{rate}}","fundingRateTimestamp":"{{time}}"}""",
        _ => $$"""{"symbol":"{{symbol}}","fundingRate":"{{rate}}","fundingTime":"{{time}}"}""",
    };
}
