using CryptoFlow.Testing;

namespace CryptoFlow.Exchanges.Binance;

public sealed class BinanceClientTests : IDisposable
{
    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");
    private static readonly long Today = Interval.D1.Floor(StubExchange.Start.ToUnixTimeMilliseconds());

    private readonly StubExchange _stub = new(Exchange.Binance);

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task A_request_has_inclusive_bounds_and_the_exact_count()
    {
        _stub.AnswersCandles(Interval.M15, []).AnswersCandles(Interval.H4, []).AnswersCandles(Interval.M1, []);
        await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.M15), new TimeRange(1700006400000, 1700006400000 + (3 * 900_000)), RequestPriority.Backfill, default);
        await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.H4), new TimeRange(1700006400000, 1700006400000 + 14_400_000), RequestPriority.Backfill, default);
        await _stub.Client.GetNewestCandlesAsync(new SeriesKey(Btc, Interval.M1), 98, default);

        Assert.Equal(
            [
                "/fapi/v1/klines?symbol=BTCUSDT&interval=15m&startTime=1700006400000&endTime=1700008200000&limit=3",
                "/fapi/v1/klines?symbol=BTCUSDT&interval=4h&startTime=1700006400000&endTime=1700006400000&limit=1",
                "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=99",
            ],
            _stub.Asked);
    }

    [Fact]
    public async Task Without_a_Date_the_time_is_that_of_the_clock_minus_the_time_since_the_request()
    {
        _stub.Answers(200, "[]").Answers(200, """{"serverTime":1777636830123}""");
        var page = await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.M1), new TimeRange(60_000, 120_000), RequestPriority.Backfill, default);
        Assert.Equal(1777636830123, page.Value!.ExchangeTime);
        Assert.Equal("/fapi/v1/time", _stub.Asked[1]);
    }

    [Fact]
    public async Task The_used_weight_of_the_answers_corrects_the_budget()
    {
        _stub.Answers(200, """{"serverTime":1777636830123}""", ("X-MBX-USED-WEIGHT-1M", "1900"));
        await _stub.Client.GetTimeAsync(default);
        Assert.Equal(1900, Assert.Single(_stub.Budget.Snapshot().Limits).Used);
    }

    [Fact]
    public async Task The_first_candle_is_asked_of_the_interval_itself_with_one_request()
    {
        var from = Today - (100 * Interval.D1.Milliseconds);
        _stub.AnswersCandles(Interval.M15, [from + (5 * Interval.M15.Milliseconds)]);

        var first = await _stub.Client.FindFirstCandleAsync(new SeriesKey(Btc, Interval.M15), from, default);

        Assert.Equal(from + (5 * Interval.M15.Milliseconds), first.Value!.OpenTime);
        Assert.Equal($"/fapi/v1/klines?symbol=BTCUSDT&interval=15m&startTime={from}&limit=1", Assert.Single(_stub.Asked));
    }

    [Fact]
    public async Task A_series_without_any_candle_or_with_one_before_the_time_has_no_first_candle()
    {
        _stub.AnswersCandles(Interval.D1, []).AnswersCandles(Interval.D1, [Today - Interval.D1.Milliseconds]);
        Assert.Null((await _stub.Client.FindFirstCandleAsync(new SeriesKey(Btc, Interval.D1), Today, default)).Value!.OpenTime);
        Assert.Null((await _stub.Client.FindFirstCandleAsync(new SeriesKey(Btc, Interval.D1), Today, default)).Value!.OpenTime);
    }

    [SkippableFact]
    public async Task The_recorded_list_of_contracts_is_read_with_its_declared_weight()
    {
        var body = SharedData.Read("fixtures/binance/exchangeInfo-fapi-2021-07-22.json");
        _stub.Answers(200, body).Answers(200, System.Text.Encoding.UTF8.GetString(body).Replace("\"limit\":2400", "\"limit\":6000", StringComparison.Ordinal));

        var catalogue = (await _stub.Client.GetInstrumentsAsync(default)).Value!;
        Assert.Contains("BTCUSDT", catalogue.Trading);
        Assert.All(catalogue.NotTrading.Values, status => Assert.NotEqual("TRADING", status));
        Assert.Equal(2400, Assert.Single(_stub.Budget.Snapshot().Limits).Limit);

        await _stub.Client.GetInstrumentsAsync(default);
        Assert.Equal(6000, Assert.Single(_stub.Budget.Snapshot().Limits).Limit);
        Assert.Equal("/fapi/v1/exchangeInfo", _stub.Asked[0]);
    }

    [Theory]
    [InlineData("""{"rateLimits":[5],"symbols":[]}""")]
    [InlineData("""{"rateLimits":[],"symbols":[{"status":"TRADING"}]}""")]
    [InlineData("""{"rateLimits":[]}""")]
    public async Task A_list_of_another_shape_is_a_bad_answer(string body)
    {
        _stub.Answers(200, body);
        Assert.Equal(ExchangeErrorKind.BadAnswer, (await _stub.Client.GetInstrumentsAsync(default)).Error!.Kind);
    }
}
