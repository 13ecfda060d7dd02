namespace CryptoFlow.Exchanges.Bybit;

public sealed class BybitClientTests : IDisposable
{
    private const long Day = 86_400_000;

    private static readonly Instrument Btc = new(Exchange.Bybit, "BTCUSDT");
    private static readonly long Today = Interval.D1.Floor(StubExchange.Start.ToUnixTimeMilliseconds());

    private readonly StubExchange _stub = new(Exchange.Bybit);

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task A_request_has_inclusive_bounds_and_enough_rows_to_recognize_their_interval()
    {
        _stub.AnswersCandles(Interval.M15, []).AnswersCandles(Interval.D1, []).AnswersCandles(Interval.H4, []);
        await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.M15), new TimeRange(1700006400000, 1700006400000 + (3 * 900_000)), RequestPriority.Backfill, default);
        await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.D1), new TimeRange(1700006400000, 1700006400000 + Day), RequestPriority.Backfill, default);
        await _stub.Client.GetNewestCandlesAsync(new SeriesKey(Btc, Interval.H4), 1000, default);

        Assert.Equal(
            [
                "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=15&start=1699965900000&end=1700008200000&limit=48",
                "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=D&start=1695945600000&end=1700006400000&limit=48",
                "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=240&limit=1000",
            ],
            _stub.Asked);
    }

    [Fact]
    public async Task The_first_candle_is_asked_of_the_interval_itself_with_one_request()
    {
        var from = Today - (100 * Day);
        _stub.AnswersCandles(Interval.M15, [from + Day]);

        var first = await _stub.Client.FindFirstCandleAsync(new SeriesKey(Btc, Interval.M15), from, default);

        Assert.Equal(from + Day, first.Value!.OpenTime);
        Assert.Equal($"/v5/market/kline?category=linear&symbol=BTCUSDT&interval=15&start={from}&limit=1", Assert.Single(_stub.Asked));
    }

    [Fact]
    public async Task All_pages_of_the_contracts_are_read_and_contracts_that_do_not_trade_are_requested_by_status()
    {
        _stub.Answers(200, Contracts("BTCUSDT", "Trading", "first%3DBTCUSDT")).Answers(200, Contracts("ETHUSDT", "Trading", ""))
            .Answers(200, Contracts("NEWUSDT", "PreLaunch", ""))
            .Answers(500, "")
            .Answers(200, Contracts("OLDUSDT", "Closed", ""));

        var catalogue = (await _stub.Client.GetInstrumentsAsync(default)).Value!;

        Assert.Equal(["BTCUSDT", "ETHUSDT"], catalogue.Trading.Order());
        Assert.Equal([("NEWUSDT", "PreLaunch"), ("OLDUSDT", "Closed")], catalogue.NotTrading.Select(n => (n.Key, n.Value)).Order());
        Assert.Equal(
            [
                "/v5/market/instruments-info?category=linear&limit=1000",
                "/v5/market/instruments-info?category=linear&limit=1000&cursor=first%3DBTCUSDT",
                "/v5/market/instruments-info?category=linear&status=PreLaunch&limit=1000",
                "/v5/market/instruments-info?category=linear&status=Delivering&limit=1000",
                "/v5/market/instruments-info?category=linear&status=Closed&limit=1000",
            ],
            _stub.Asked);
    }

    [Fact]
    public async Task A_list_of_contracts_without_an_end_is_a_bad_answer()
    {
        for (var i = 0; i < 25; i++)
            _stub.Answers(200, Contracts("BTCUSDT", "Trading", "again"));
        Assert.Equal(ExchangeErrorKind.BadAnswer, (await _stub.Client.GetInstrumentsAsync(default)).Error!.Kind);
    }

    [Fact]
    public async Task The_clock_is_that_of_the_envelope()
    {
        _stub.Answers(200, """{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1688639403","timeNano":"1688639403423213947"},"retExtInfo":{},"time":1688639403423}""");
        Assert.Equal(1688639403423, (await _stub.Client.GetTimeAsync(default)).Value!.Milliseconds);
        Assert.Equal("/v5/market/time", Assert.Single(_stub.Asked));
    }

    [Fact]
    public async Task An_endpoint_whose_limit_is_used_up_waits_for_its_reset()
    {
        _stub.Answers(
            200,
            """{"retCode":0,"retMsg":"OK","result":{},"time":1777636830000}""",
            StubExchange.Date(StubExchange.Start),
            ("X-Bapi-Limit-Status", "0"),
            ("X-Bapi-Limit-Reset-Timestamp", "1777636831000"));
        await _stub.Client.GetTimeAsync(default);

        var state = _stub.Budget.Snapshot();
        Assert.Equal((StubExchange.Start.AddSeconds(1), 0L), (state.PausedUntil, state.RefusedByExchange));
    }

    private static string Contracts(string symbol, string status, string cursor) =>
        $$$"""{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"{{{symbol}}}","status":"{{{status}}}","preListingInfo":{"status":"x"}}],"nextPageCursor":"{{{cursor}}}"},"retExtInfo":{},"time":1777636830000}""";
}
