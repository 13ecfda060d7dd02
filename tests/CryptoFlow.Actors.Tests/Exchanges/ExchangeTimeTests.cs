namespace CryptoFlow.Exchanges;

/// <summary>Without the exchange's time the client cannot judge if a candle has closed.</summary>
public class ExchangeTimeTests
{
    private static readonly long Now = StubExchange.Start.ToUnixTimeMilliseconds();
    private static readonly TimeRange Range = new(Interval.M1.Floor(Now) - 600_000, Interval.M1.Floor(Now) - 300_000);

    public static TheoryData<Exchange, string?> NoTimes
    {
        get
        {
            var data = new TheoryData<Exchange, string?>();
            foreach (var exchange in ExchangeNames.All)
            {
                foreach (var time in new[] { null, "0", "-1", "1000", "1480000000000", "99999999999999", "null", "\"soon\"" })
                    data.Add(exchange, time);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(NoTimes))]
    public async Task An_answer_without_a_possible_time_gets_the_time_of_the_exchanges_clock(Exchange exchange, string? time)
    {
        var stub = Page(new StubExchange(exchange), time);
        Clock(stub, Now + 1_000);

        var page = (await Ask(stub)).Value!;

        Assert.Equal(Now + 1_000, page.ExchangeTime);
        Assert.Equal(Range, page.Asked);
        Assert.Contains("time", stub.Asked[1], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(NoTimes))]
    public async Task A_request_fails_if_neither_the_answer_nor_the_clock_gives_a_time(Exchange exchange, string? time)
    {
        var stub = Page(new StubExchange(exchange), time);
        Clock(stub, 0);

        var error = (await Ask(stub)).Error!;

        Assert.Equal((ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff), (error.Kind, error.Retry));
        Assert.StartsWith("An answer gave no believable time", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_time_far_from_ours_is_confirmed_once_by_the_exchanges_clock(Exchange exchange)
    {
        var stub = new StubExchange(exchange);
        const long Year = 365 * 86_400_000L;
        Clock(Page(stub, $"{Now - Year}"), Now - Year);
        Page(stub, $"{Now - Year}");

        Assert.Equal(Now - Year, (await Ask(stub)).Value!.ExchangeTime);
        Assert.Equal(Now - Year, (await Ask(stub)).Value!.ExchangeTime);
        Assert.Equal(3, stub.Asked.Count);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_request_that_waited_for_its_permit_does_not_set_back_the_believed_time(Exchange exchange)
    {
        const long Year = 365 * 86_400_000L;
        var stub = Page(new StubExchange(exchange), null);
        Clock(stub, Now - Year);
        Page(stub, $"{Now - Year}");

        stub.Budget.Hold(out _);
        var waiting = Ask(stub);
        stub.Time.Advance(TimeSpan.FromMinutes(2));
        stub.Budget.Release();
        Assert.Equal(Now - Year - 120_000, (await waiting).Value!.ExchangeTime);

        Assert.Equal(Now - Year, (await Ask(stub)).Value!.ExchangeTime);
        Assert.Equal(3, stub.Asked.Count);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task If_answer_and_clock_differ_the_clock_counts_only_if_it_agrees_with_ours(Exchange exchange)
    {
        const long Year = 365 * 86_400_000L;
        var stub = new StubExchange(exchange);
        Clock(Page(stub, $"{Now + Year}"), Now + 2_000);
        Clock(Page(stub, $"{Now + Year}"), Now + (2 * Year));

        Assert.Equal(Now + 2_000, (await Ask(stub)).Value!.ExchangeTime);
        var error = (await Ask(stub)).Error!;
        Assert.Equal(ExchangeErrorKind.BadAnswer, error.Kind);
        Assert.Contains("the exchange's clock gave", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_newest_candles_cannot_be_read_without_a_time(Exchange exchange)
    {
        var stub = Page(new StubExchange(exchange), null);
        Clock(stub, 0);
        Assert.False((await stub.Client.GetNewestCandlesAsync(new SeriesKey(new Instrument(exchange, "BTCUSDT"), Interval.M1), 3, default)).IsSuccess);
    }

    [Fact]
    public async Task Bybits_clock_is_also_read_from_its_result()
    {
        var stub = new StubExchange(Exchange.Bybit).Answers(200, $$$"""{"retCode":0,"retMsg":"OK","result":{"timeSecond":"{{{Now / 1000}}}","timeNano":"{{{Now}}}000000"}}""");
        Assert.Equal(Now, (await stub.Client.GetTimeAsync(default)).Value!.Milliseconds);
    }

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    /// <summary>A page without rows and with this time; null: without a time.</summary>
    private static StubExchange Page(StubExchange stub, string? time) => stub.Exchange switch
    {
        Exchange.Binance => long.TryParse(time, out var ms) && ms is > 0 and < 99_999_999_999_999
            ? stub.Answers(200, "[]", StubExchange.Date(DateTimeOffset.FromUnixTimeMilliseconds(ms)))
            : stub.Answers(200, "[]"),
        Exchange.Bybit => stub.Answers(200, $$$"""{"retCode":0,"retMsg":"OK","result":{"symbol":"BTCUSDT","category":"linear","list":[]}{{{(time is null ? "" : $",\"time\":{time}")}}}}"""),
        _ => stub.Answers(200, $$"""{"code":"00000","msg":"success"{{(time is null ? "" : $",\"requestTime\":{time}")}},"data":[]}"""),
    };

    private static void Clock(StubExchange stub, long ms) => stub.Answers(200, stub.Exchange switch
    {
        Exchange.Binance => $$"""{"serverTime":{{ms}}}""",
        Exchange.Bybit => $$"""{"retCode":0,"retMsg":"OK","result":{},"time":{{ms}}}""",
        _ => $$$"""{"code":"00000","msg":"success","requestTime":{{{ms}}},"data":{"serverTime":"{{{ms}}}"}}""",
    });

    private static Task<ExchangeResult<CandlePage>> Ask(StubExchange stub) =>
        stub.Client.GetCandlesAsync(new SeriesKey(new Instrument(stub.Exchange, "BTCUSDT"), Interval.M1), Range, RequestPriority.Backfill, default);
}
