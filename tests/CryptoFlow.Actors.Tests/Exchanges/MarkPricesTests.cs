using System.Globalization;

namespace CryptoFlow.Exchanges;

/// <summary>The three clients read mark prices at full hours and the next settlement, and refuse answers that do not belong to the request.</summary>
public sealed class MarkPricesTests
{
    private const long Hour = 3_600_000;

    /// <summary>2023-11-15 00:00 UTC.</summary>
    private const long T0 = 1_700_006_400_000;

    private static readonly TimeRange Two = new(T0, T0 + (2 * Hour));

    public static TheoryData<Exchange> Exchanges => [Exchange.Binance, Exchange.Bybit, Exchange.Bitget];

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_price_at_an_hour_is_the_close_of_the_candle_that_ends_there(Exchange exchange)
    {
        using var stub = Answering(exchange, Row(exchange, T0 - (2 * Hour), "1"), Row(exchange, T0 - Hour, "2.5"), Row(exchange, T0, "3"));

        var page = await AskAsync(stub, Two);

        Assert.Equal([new MarkPrice(T0, 2.5), new MarkPrice(T0 + Hour, 3)], page.Value!.Prices.AsEnumerable());
    }

    /// <summary>24 rows show how long the candles are.</summary>
    [Theory]
    [InlineData(Exchange.Binance, "/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1h&startTime=1699923600000&endTime=1700006400000&limit=24")]
    [InlineData(Exchange.Bybit, "/v5/market/mark-price-kline?category=linear&symbol=BTCUSDT&interval=60&start=1699923600000&end=1700006400000&limit=24")]
    [InlineData(Exchange.Bitget, "/api/v2/mix/market/history-mark-candles?symbol=BTCUSDT&productType=USDT-FUTURES&granularity=1H&endTime=1700010000000&limit=24")]
    public async Task The_request_names_contract_hours_and_limit(Exchange exchange, string expected)
    {
        using var stub = Answering(exchange);

        Assert.Empty((await AskAsync(stub, Two)).Value!.Prices);
        Assert.Equal(expected, Assert.Single(stub.Asked));
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_price_that_is_not_a_positive_number_is_left_out(Exchange exchange)
    {
        using var stub = Answering(exchange, Row(exchange, T0 - Hour, "0"), Row(exchange, T0, "x"));

        Assert.Empty((await AskAsync(stub, Two)).Value!.Prices);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Candles_of_another_length_or_another_time_are_refused(Exchange exchange)
    {
        using var stub = Answering(exchange, Row(exchange, T0 - (8 * Hour), "1"), Row(exchange, T0 - (4 * Hour), "1"));
        stub.AnswersRows([Row(exchange, T0 + 1, "1")]);
        stub.AnswersRows([Row(exchange, T0 + (5 * Hour), "1")]);

        for (var i = 0; i < 3; i++)
            Assert.Equal(ExchangeErrorKind.BadAnswer, (await AskAsync(stub, Two)).Error!.Kind);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_next_settlement_is_read(Exchange exchange)
    {
        using var stub = new StubExchange(exchange);
        AnswerCurrent(stub, "BTCUSDT");

        var current = await stub.Client.GetCurrentFundingAsync(Btc(exchange), default);

        var time = exchange == Exchange.Bybit ? StubExchange.Start.ToUnixTimeMilliseconds() : T0;
        Assert.Equal(new CurrentFunding(-0.0001, T0 + Hour, 35_000.5, time), current.Value);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_next_settlement_of_another_contract_is_refused(Exchange exchange)
    {
        using var stub = new StubExchange(exchange);
        AnswerCurrent(stub, "ETHUSDT");

        Assert.Equal(ExchangeErrorKind.BadAnswer, (await stub.Client.GetCurrentFundingAsync(Btc(exchange), default)).Error!.Kind);
    }

    private static Instrument Btc(Exchange exchange) => new(exchange, "BTCUSDT");

    private static async Task<ExchangeResult<MarkPricePage>> AskAsync(StubExchange stub, TimeRange hours) =>
        await stub.Client.GetMarkPricesAsync(Btc(stub.Exchange), hours, RequestPriority.Backfill, default);

    private static StubExchange Answering(Exchange exchange, params string[] rows) => new StubExchange(exchange).AnswersRows(rows);

    private static string Row(Exchange exchange, long open, string close) => exchange switch
    {
        Exchange.Binance => string.Create(CultureInfo.InvariantCulture, $$"""[{{open}},"9","9","9","{{close}}","0",{{open + Hour - 1}},"0",3600,"0","0","0"]"""),
        Exchange.Bybit => $$"""["{{open}}","9","9","9","{{close}}"]""",
        _ => $$"""["{{open}}","9","9","9","{{close}}","0","0"]""",
    };

    private static void AnswerCurrent(StubExchange stub, string symbol)
    {
        if (stub.Exchange == Exchange.Binance)
        {
            stub.Answers(200, $$"""{"symbol":"{{symbol}}","markPrice":"35000.5","indexPrice":"1","estimatedSettlePrice":"1","lastFundingRate":"-0.0001","interestRate":"0.0001","nextFundingTime":{{T0 + Hour}},"time":{{T0}}}""");
            return;
        }

        if (stub.Exchange == Exchange.Bybit)
        {
            stub.AnswersRows([$$"""{"symbol":"{{symbol}}","lastPrice":"1","markPrice":"35000.5","fundingRate":"-0.0001","nextFundingTime":"{{T0 + Hour}}"}"""], symbol: "");
            return;
        }

        stub.AnswersRows([$$"""{"symbol":"{{symbol}}","fundingRate":"-0.0001","fundingRateInterval":"8","nextUpdate":"{{T0 + Hour}}"}"""]);
        stub.AnswersRows([$$"""{"symbol":"{{symbol}}","price":"1","indexPrice":"1","markPrice":"35000.5","ts":"{{T0}}"}"""]);
    }
}
