using System.Net.Sockets;
using System.Text;

namespace CryptoFlow.Exchanges;

/// <summary>The behaviour that all exchange clients share.</summary>
public class ClientContractTests
{
    private static readonly long Now = StubExchange.Start.ToUnixTimeMilliseconds();
    private static readonly long NextMinute = Interval.M1.Ceiling(Now);

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_history_page_holds_the_range_in_order_and_nothing_else(Exchange exchange)
    {
        var stub = new StubExchange(exchange).AnswersCandles(Interval.M1, Minutes(-11, -7));
        var range = new TimeRange(NextMinute - 10 * 60_000, NextMinute - 5 * 60_000);

        var page = await Candles(stub, range);

        Assert.Equal(Minutes(-10, -7), page.Candles.Select(c => c.OpenTime));
        Assert.Equal(range, page.Asked);
        Assert.Equal(Now, page.ExchangeTime);
        var (buy, sell, delta, trades) = exchange == Exchange.Binance ? (7.3, 5.2, 2.1, 7L) : (0, 0, 0, 0);
        Assert.Equal(new Candle(range.From, 100, 110, 90, 105, 12.5, buy, sell, delta, trades), page.Candles[0]);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_candle_closes_by_the_exchanges_clock_and_the_grace_and_the_page_covers_only_closed_candles(Exchange exchange)
    {
        foreach (var (seconds, closed) in new[] { (0, 1), (1, 1), (2, 2), (3, 2) })
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(NextMinute).AddSeconds(seconds);
            var stub = new StubExchange(exchange).AnswersCandles(Interval.M1, Minutes(-2, 0), at);

            var page = await Candles(stub, new TimeRange(NextMinute - 120_000, NextMinute + 120_000));

            Assert.Equal(Minutes(-2, -3 + closed), page.Candles.Select(c => c.OpenTime));
            Assert.Equal(new TimeRange(NextMinute - 120_000, NextMinute - 120_000 + (closed * 60_000)), page.Asked);
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_range_without_closed_candles_gives_an_empty_page_that_covers_nothing(Exchange exchange)
    {
        var stub = new StubExchange(exchange).AnswersCandles(Interval.M1, Minutes(-1, -1));
        var page = await Candles(stub, new TimeRange(NextMinute - 60_000, NextMinute));
        Assert.Empty(page.Candles);
        Assert.True(page.Asked.IsEmpty);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_page_keeps_the_holes_of_its_answer_and_an_empty_answer_is_an_empty_page(Exchange exchange)
    {
        var stub = new StubExchange(exchange)
            .AnswersCandles(Interval.M1, [NextMinute - 600_000, NextMinute - 480_000])
            .AnswersCandles(Interval.M1, []);
        var range = new TimeRange(NextMinute - 600_000, NextMinute - 420_000);

        var holed = await Candles(stub, range);
        Assert.Equal([NextMinute - 600_000, NextMinute - 480_000], holed.Candles.Select(c => c.OpenTime));
        var empty = await Candles(stub, range);
        Assert.Empty(empty.Candles);
        Assert.Equal(range, empty.Asked);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Bad_rows_in_the_range_are_named_and_those_outside_are_not(Exchange exchange)
    {
        const string Bad = "\"NaN\"";
        var rows = Minutes(-5, -3).Select(t => exchange == Exchange.Binance
            ? $"""[{t},{Bad},"2","0.5","1.5","0.3",{t + 59_999},"0",1,"0.1","0","0"]"""
            : $"""["{t}",{Bad},"2","0.5","1.5","0.3","0"]""").ToArray();
        var stub = new StubExchange(exchange).AnswersRows(rows).AnswersRows(rows);

        var page = await Candles(stub, new TimeRange(NextMinute - 240_000, NextMinute - 60_000));
        Assert.Empty(page.Candles);
        Assert.Equal(Minutes(-4, -3).Select(t => (long?)t), page.Rejected.Select(r => r.OpenTime).Order());
        Assert.Equal(new TimeRange(NextMinute - 240_000, NextMinute - 60_000), page.Asked);

        var newest = await Newest(stub, 3);
        Assert.Equal(Minutes(-5, -3).Select(t => (long?)t), newest.Rejected.Select(r => r.OpenTime).Order());
        Assert.Equal(new TimeRange(NextMinute - 300_000, NextMinute - 60_000), newest.Asked);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_newest_candles_cover_the_time_from_their_oldest_to_their_newest_closed_candle(Exchange exchange)
    {
        var stub = new StubExchange(exchange)
            .AnswersCandles(Interval.M1, Minutes(-6, -1))
            .AnswersCandles(Interval.M1, Minutes(-3, -1))
            .AnswersCandles(Interval.M1, []);

        var full = await Newest(stub, 5);
        Assert.Equal(Minutes(-6, -2), full.Candles.Select(c => c.OpenTime));
        Assert.Equal(new TimeRange(NextMinute - 360_000, NextMinute - 60_000), full.Asked);

        var shorter = await Newest(stub, 5);
        Assert.Equal(new TimeRange(NextMinute - 180_000, NextMinute - 60_000), shorter.Asked);

        var none = await Newest(stub, 5);
        Assert.True(none.Asked.IsEmpty);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task An_answer_cut_at_any_byte_is_a_bad_answer_to_be_asked_again(Exchange exchange)
    {
        var whole = Encoding.UTF8.GetBytes(exchange switch
        {
            Exchange.Binance => """[[60000,"1","2","0.5","1.5","0.3",119999,"0",1,"0.1","0","0"]]""",
            Exchange.Bybit => """{"retCode":0,"retMsg":"OK","result":{"list":[["60000","1","2","0.5","1.5","0.3","0"]]},"time":1777636830000}""",
            _ => """{"code":"00000","msg":"success","requestTime":1777636830000,"data":[["60000","1","2","0.5","1.5","0.3","0"]]}""",
        });
        for (var length = 0; length < whole.Length; length++)
        {
            var stub = new StubExchange(exchange).Answers(200, whole[..length], StubExchange.Date(StubExchange.Start));
            AssertError(await Ask(stub), ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff);
        }
    }

    [Theory]
    [InlineData(200, "<html>Attention required</html>", ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff)]
    [InlineData(200, "{}", ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff)]
    [InlineData(200, "5", ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff)]
    [InlineData(302, "", ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff)]
    [InlineData(400, "", ExchangeErrorKind.BadRequest, RetryAdvice.Never)]
    [InlineData(404, "<html>", ExchangeErrorKind.BadRequest, RetryAdvice.Never)]
    [InlineData(408, "", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(451, "restricted", ExchangeErrorKind.Forbidden, RetryAdvice.Never)]
    [InlineData(500, "{", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(502, "<html>Bad gateway</html>", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(503, "", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    public async Task An_answer_of_a_proxy_is_recognized_by_its_status(int status, string body, ExchangeErrorKind kind, RetryAdvice retry)
    {
        foreach (var exchange in ExchangeNames.All)
        {
            var stub = new StubExchange(exchange).Answers(status, body, StubExchange.Date(StubExchange.Start));
            AssertError(await Ask(stub), kind, retry);
            Assert.Equal(0, stub.Budget.Snapshot().RefusedByExchange);
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_refusal_despite_the_budget_pauses_the_whole_exchange_for_the_time_of_the_answer(Exchange exchange)
    {
        var stub = new StubExchange(exchange).Answers(429, "", ("Retry-After", "7")).AnswersCandles(Interval.M1, []);

        var refused = await Ask(stub);
        AssertError(refused, ExchangeErrorKind.RateLimited, RetryAdvice.AfterPause);
        Assert.Equal(StubExchange.Start.AddSeconds(8), refused.Error!.PausedUntil);
        Assert.Equal((1L, StubExchange.Start.AddSeconds(8)), (stub.Budget.Snapshot().RefusedByExchange, stub.Budget.Snapshot().PausedUntil));

        var next = Ask(stub);
        stub.Time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Single(stub.Asked);
        stub.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True((await next).IsSuccess);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_network_error_is_returned_as_a_value(Exchange exchange)
    {
        var stub = new StubExchange(exchange)
            .Fails(new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException(111)))
            .Fails(new HttpRequestException("reset"))
            .Fails(new HttpIOException(HttpRequestError.ResponseEnded))
            .Fails(new TaskCanceledException());
        for (var i = 0; i < 4; i++)
            AssertError(await Ask(stub), ExchangeErrorKind.Network, RetryAdvice.AfterBackoff);
        Assert.Equal(0, stub.Budget.Snapshot().UnderWay);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task No_answer_within_the_time_out_is_a_network_error(Exchange exchange)
    {
        var stub = new StubExchange(exchange).NeverAnswers();
        var asked = Ask(stub);
        stub.Time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(asked.IsCompleted);
        stub.Time.Advance(TimeSpan.FromSeconds(0.1));
        AssertError(await asked, ExchangeErrorKind.Network, RetryAdvice.AfterBackoff);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Cancellation_throws_and_gives_the_permit_back(Exchange exchange)
    {
        using var cancellation = new CancellationTokenSource();
        var stub = new StubExchange(exchange).NeverAnswers();
        var asked = stub.Client.GetTimeAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, stub.Budget.Snapshot().UnderWay);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task An_endless_answer_is_cut_off(Exchange exchange)
    {
        var stub = new StubExchange(exchange).Answers(200, new byte[9 * 1024 * 1024]);
        AssertError(await Ask(stub), ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_range_off_the_grid_or_longer_than_a_page_is_a_defect_of_the_caller(Exchange exchange)
    {
        var client = new StubExchange(exchange).Client;
        var tooLong = (client.PageSize(Interval.M1) + 1) * 60_000L;
        foreach (var range in new[] { new TimeRange(1, 60_000), new TimeRange(0, 60_001), new TimeRange(0, 0), new TimeRange(0, tooLong) })
            await Assert.ThrowsAsync<ArgumentException>(() => client.GetCandlesAsync(Series(exchange), range, RequestPriority.Sync, default));
    }

    [Fact]
    public void Pages_are_as_long_as_the_exchange_allows_and_cost_what_it_charges()
    {
        Assert.Equal((1000, 5), (Client(Exchange.Binance).PageSize(Interval.M15), Client(Exchange.Binance).Cost(Interval.M15, 1000)));
        Assert.Equal((1000, 1), (Client(Exchange.Bybit).PageSize(Interval.D1), Client(Exchange.Bybit).Cost(Interval.D1, 1000)));
        Assert.Equal(
            [200, 200, 200, 180, 90],
            new[] { "1m", "4h", "6h", "12h", "1d" }.Select(n => Interval.TryParse(n, out var i) ? Client(Exchange.Bitget).PageSize(i) : 0));
        Assert.Equal([1, 1, 2, 2, 5, 5, 10], new[] { 1, 99, 100, 499, 500, 1000, 1001 }.Select(n => Client(Exchange.Binance).Cost(Interval.M1, n)));

        static IExchangeClient Client(Exchange exchange) => new StubExchange(exchange).Client;
    }

    private static SeriesKey Series(Exchange exchange) => new(new Instrument(exchange, "BTCUSDT"), Interval.M1);

    private static IEnumerable<long> Minutes(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(i => NextMinute + (i * 60_000L));

    private static Task<ExchangeResult<CandlePage>> Ask(StubExchange stub) =>
        stub.Client.GetCandlesAsync(Series(stub.Exchange), new TimeRange(60_000, 120_000), RequestPriority.Backfill, default);

    private static async Task<CandlePage> Candles(StubExchange stub, TimeRange range)
    {
        var result = await stub.Client.GetCandlesAsync(Series(stub.Exchange), range, RequestPriority.Backfill, default);
        Assert.Null(result.Error);
        return result.Value!;
    }

    private static async Task<CandlePage> Newest(StubExchange stub, int limit)
    {
        var result = await stub.Client.GetNewestCandlesAsync(Series(stub.Exchange), limit, default);
        Assert.Null(result.Error);
        return result.Value!;
    }

    private static void AssertError(ExchangeResult<CandlePage> result, ExchangeErrorKind kind, RetryAdvice retry) =>
        Assert.Equal((kind, retry), (result.Error!.Kind, result.Error.Retry));
}
