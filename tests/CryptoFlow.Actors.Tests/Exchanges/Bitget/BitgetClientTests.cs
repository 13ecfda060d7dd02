using CsCheck;

namespace CryptoFlow.Exchanges.Bitget;

public sealed class BitgetClientTests : IDisposable
{
    private const long Day = 86_400_000;

    private static readonly Instrument Btc = new(Exchange.Bitget, "BTCUSDT");
    private static readonly long Today = Interval.D1.Floor(StubExchange.Start.ToUnixTimeMilliseconds());

    private readonly StubExchange _stub = new(Exchange.Bitget);

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task A_request_for_history_has_the_end_of_its_window_and_one_for_the_newest_candles_has_no_bounds()
    {
        _stub.AnswersCandles(Interval.M15, []).AnswersCandles(Interval.M15, []);
        await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.M15), new TimeRange(1700006400000, 1700006400000 + (3 * 900_000)), RequestPriority.Backfill, default);
        await _stub.Client.GetNewestCandlesAsync(new SeriesKey(Btc, Interval.M15), 2, default);

        Assert.Equal(
            [
                "/api/v2/mix/market/history-candles?symbol=BTCUSDT&productType=USDT-FUTURES&granularity=15m&endTime=1700009100000&limit=48",
                "/api/v2/mix/market/candles?symbol=BTCUSDT&productType=USDT-FUTURES&granularity=15m&limit=4",
            ],
            _stub.Asked);
    }

    [Fact]
    public async Task Long_intervals_are_asked_for_by_their_UTC_names()
    {
        foreach (var interval in Interval.All)
        {
            _stub.AnswersCandles(interval, []);
            await _stub.Client.GetNewestCandlesAsync(new SeriesKey(Btc, interval), 1, default);
        }

        Assert.Equal(
            ["1m", "3m", "5m", "15m", "30m", "1H", "4H", "6Hutc", "12Hutc", "1Dutc"],
            _stub.Asked.Select(a => a.Split("granularity=")[1].Split('&')[0]));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    public async Task No_data_is_an_empty_page(string data)
    {
        _stub.Answers(200, $$"""{"code":"00000","msg":"success","requestTime":1777636830000,"data":{{data}}}""");
        var page = await _stub.Client.GetCandlesAsync(new SeriesKey(Btc, Interval.M1), new TimeRange(60_000, 120_000), RequestPriority.Backfill, default);
        Assert.Empty(page.Value!.Candles);
        Assert.Equal(new TimeRange(60_000, 120_000), page.Value.Asked);
    }

    [Fact]
    public async Task No_request_is_sent_for_the_first_candle_of_a_series()
    {
        Assert.Null((await _stub.Client.FindFirstCandleAsync(new SeriesKey(Btc, Interval.M15), Today, default)).Value!.OpenTime);
        Assert.Empty(_stub.Asked);
    }

    [Fact]
    public async Task The_trading_contracts_are_those_with_the_status_normal()
    {
        _stub.Answers(200, """{"code":"00000","msg":"success","requestTime":1695793701269,"data":[{"symbol":"BTCUSDT","symbolStatus":"normal","supportMarginCoins":["USDT"]},{"symbol":"OLDUSDT","symbolStatus":"off"}]}""");
        var catalogue = (await _stub.Client.GetInstrumentsAsync(default)).Value!;
        Assert.Equal(["BTCUSDT"], catalogue.Trading);
        Assert.Equal("off", catalogue.NotTrading["OLDUSDT"]);
        Assert.Equal("/api/v2/mix/market/contracts?productType=USDT-FUTURES", Assert.Single(_stub.Asked));
    }

    [Fact]
    public async Task The_clock_is_read_and_the_header_of_the_remaining_requests_corrects_the_budget()
    {
        _stub.Answers(200, """{"code":"00000","msg":"success","requestTime":1688008631614,"data":{"serverTime":"1688008631610"}}""", ("x-mbx-used-remain-limit", "3"));
        Assert.Equal(1688008631610, (await _stub.Client.GetTimeAsync(default)).Value!.Milliseconds);
        Assert.Equal(17, Assert.Single(_stub.Budget.Snapshot().Limits, l => l.Endpoint == "/api/v2/public/time").Used);
    }
}
