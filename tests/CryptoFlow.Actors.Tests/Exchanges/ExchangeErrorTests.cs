using CryptoFlow.Testing;

namespace CryptoFlow.Exchanges;

/// <summary>Classifies every recorded error body and every code that the exchanges document.</summary>
public class ExchangeErrorTests
{
    [SkippableTheory]
    [InlineData("binance/errors/200days_-4088.json", 400, ExchangeErrorKind.BadRequest, "-4088")]
    [InlineData("binance/errors/400_-1121_invalid_symbol.json", 400, ExchangeErrorKind.UnknownSymbol, "-1121")]
    [InlineData("binance/errors/403_cloudfront.html", 403, ExchangeErrorKind.RateLimited, "", 300)]
    [InlineData("binance/errors/418_-1003_ip_banned_until.json", 418, ExchangeErrorKind.Banned, "-1003", 120)]
    [InlineData("binance/errors/418_-1003_ip_banned_until_short.json", 418, ExchangeErrorKind.Banned, "-1003", 120)]
    [InlineData("binance/errors/418_-1003_weight_ip_banned_until.json", 418, ExchangeErrorKind.Banned, "-1003", 120)]
    [InlineData("binance/errors/429_-1003_current_request_limited.json", 429, ExchangeErrorKind.RateLimited, "-1003", 31)]
    [InlineData("binance/errors/429_-1003_futures_ip_limit.json", 429, ExchangeErrorKind.RateLimited, "-1003", 31)]
    [InlineData("binance/errors/429_-1003_weight_1200.json", 429, ExchangeErrorKind.RateLimited, "-1003", 31)]
    [InlineData("bybit/errors/200_10001_symbol_invalid.json", 200, ExchangeErrorKind.UnknownSymbol, "10001")]
    [InlineData("bybit/errors/200_10001_symbol_invalid_with_list.json", 200, ExchangeErrorKind.UnknownSymbol, "10001")]
    [InlineData("bybit/errors/200_10006_too_many_visits.json", 200, ExchangeErrorKind.RateLimited, "10006", 2)]
    [InlineData("bitget/errors/400_400172_parameter_verification_failed.json", 400, ExchangeErrorKind.BadRequest, "400172")]
    [InlineData("bitget/errors/400_40019_cannot_be_empty.json", 400, ExchangeErrorKind.BadRequest, "40019")]
    [InlineData("bitget/errors/400_40034_symbol_does_not_exist.json", 400, ExchangeErrorKind.UnknownSymbol, "40034")]
    [InlineData("bitget/errors/400_40034_umcbl.json", 400, ExchangeErrorKind.UnknownSymbol, "40034")]
    [InlineData("bitget/errors/400_40053_limit_too_large.json", 400, ExchangeErrorKind.BadRequest, "40053")]
    [InlineData("bitget/errors/429_too_many_requests.json", 429, ExchangeErrorKind.RateLimited, "429", 1)]
    [InlineData("bitget/errors/ws_30016_param_error.json", 400, ExchangeErrorKind.BadRequest, "30016")]
    public async Task Recorded_bodies_are_recognised(string file, int status, ExchangeErrorKind kind, string code, int pauseSeconds = 0)
    {
        Assert.True(ExchangeNames.TryParse(file[..file.IndexOf('/', StringComparison.Ordinal)], out var exchange));
        var error = await ErrorOf(exchange, status, SharedData.Read($"fixtures/{file}"));

        Assert.Equal((kind, status, code), (error.Kind, error.HttpStatus, error.Code));
        var pause = pauseSeconds > 0;
        Assert.Equal(pause ? RetryAdvice.AfterPause : RetryAdvice.Never, error.Retry);
        Assert.Equal(pause ? StubExchange.Start.AddSeconds(pauseSeconds) : null, error.PausedUntil);
    }

    [SkippableFact]
    public async Task Bybits_answer_of_another_category_is_a_bad_answer_even_without_rows()
    {
        var stub = new StubExchange(Exchange.Bybit).Answers(200, SharedData.Read("fixtures/bybit/errors/200_spot_unknown_symbol_empty_list.json"));
        var result = await Ask(stub);
        Assert.Equal(ExchangeErrorKind.BadAnswer, result.Error!.Kind);
        Assert.Contains("the answer is of category spot", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Exchange.Binance, 400, "-1120 -1130 -1102 -1100 -1101 -1103 -1105 -1023 -9999", ExchangeErrorKind.BadRequest, RetryAdvice.Never)]
    [InlineData(Exchange.Binance, 400, "-1121 -1122", ExchangeErrorKind.UnknownSymbol, RetryAdvice.Never)]
    [InlineData(Exchange.Binance, 503, "-1000 -1001 -1007 -1008 -1016 -9999", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(Exchange.Binance, 451, "0", ExchangeErrorKind.Forbidden, RetryAdvice.Never)]
    [InlineData(Exchange.Bybit, 200, "10001 10017", ExchangeErrorKind.BadRequest, RetryAdvice.Never)]
    [InlineData(Exchange.Bybit, 200, "429 10000 10016 99999", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(Exchange.Bybit, 200, "10009", ExchangeErrorKind.Forbidden, RetryAdvice.Never)]
    [InlineData(Exchange.Bitget, 400, "00001 20001 30032 40017 40019 40020 40053 40404 40705 40707 400171 400172 99999", ExchangeErrorKind.BadRequest, RetryAdvice.Never)]
    [InlineData(Exchange.Bitget, 400, "40034 40072 40102 40309 40845", ExchangeErrorKind.UnknownSymbol, RetryAdvice.Never)]
    [InlineData(Exchange.Bitget, 400, "500 40010 40015 40200 40308 40725 40808 40844 45001", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    [InlineData(Exchange.Bitget, 500, "99999", ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff)]
    public async Task Documented_codes_mean_what_the_exchange_says(Exchange exchange, int status, string codes, ExchangeErrorKind kind, RetryAdvice retry)
    {
        foreach (var code in codes.Split(' '))
        {
            var body = exchange switch
            {
                Exchange.Binance => $$"""{"code":{{code}},"msg":"Some words."}""",
                Exchange.Bybit => $$"""{"retCode":{{code}},"retMsg":"Some words.","result":{},"retExtInfo":{},"time":1777636830000}""",
                _ => $$"""{"code":"{{code}}","msg":"Some words.","requestTime":1777636830000,"data":null}""",
            };
            var error = await ErrorOf(exchange, status, System.Text.Encoding.UTF8.GetBytes(body));
            Assert.Equal((code, kind, retry), (error.Code, error.Kind, error.Retry));
            Assert.Contains("Some words.", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("IP(1.2.3.4) banned until 1777637130000.", 301)] // Five minutes from now.
    [InlineData("IP(1.2.3.4) banned until 1777637130000000.", 120)] // Not ms, so the client ignores the time.
    [InlineData("IP(1.2.3.4) banned until 9777637130000.", 3 * 24 * 3600)] // The client accepts no ban of more than 3 days.
    public async Task Binances_ban_ends_when_its_text_says(string words, int pauseSeconds)
    {
        var error = await ErrorOf(Exchange.Binance, 418, System.Text.Encoding.UTF8.GetBytes($$"""{"code":-1003,"msg":"Way too many requests; {{words}}"}"""));
        Assert.Equal(StubExchange.Start.AddSeconds(pauseSeconds), error.PausedUntil);
    }

    [Theory]
    [InlineData("403, access too frequent", ExchangeErrorKind.RateLimited, 600)]
    [InlineData("{\"error\":\"The Amazon CloudFront distribution is configured to block access from your country.\"}", ExchangeErrorKind.Forbidden, 0)]
    [InlineData("<html>The Amazon CloudFront distribution ...</html>", ExchangeErrorKind.Forbidden, 0)]
    [InlineData("", ExchangeErrorKind.RateLimited, 600)]
    public async Task Bybits_403_is_a_limit_or_a_blocked_country(string body, ExchangeErrorKind kind, int pauseSeconds)
    {
        var error = await ErrorOf(Exchange.Bybit, 403, System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal(kind, error.Kind);
        Assert.Equal(pauseSeconds > 0 ? StubExchange.Start.AddSeconds(pauseSeconds) : null, error.PausedUntil);
    }

    [Fact]
    public async Task Bybits_too_many_visits_waits_for_the_reset_that_it_announces()
    {
        var stub = new StubExchange(Exchange.Bybit).Answers(
            200,
            """{"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},"time":1777636830000}""",
            ("X-Bapi-Limit-Reset-Timestamp", "1777636834500"));
        Assert.Equal(StubExchange.Start.AddSeconds(4.5), (await Ask(stub)).Error!.PausedUntil);
    }

    [Fact]
    public async Task Bitgets_429_pauses_for_a_second_and_for_five_minutes_if_it_repeats_after_the_pause()
    {
        const string Body = """{"code":"429","msg":"Too Many Requests","requestTime":1777636830000,"data":null}""";
        var stub = new StubExchange(Exchange.Bitget).Answers(429, Body).Answers(429, Body).Answers(429, Body);

        Assert.Equal(StubExchange.Start.AddSeconds(1), (await Ask(stub)).Error!.PausedUntil);
        stub.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(StubExchange.Start.AddSeconds(2 + 300), (await Ask(stub)).Error!.PausedUntil);
        stub.Time.Advance(TimeSpan.FromSeconds(400));
        Assert.Equal(StubExchange.Start.AddSeconds(402 + 1), (await Ask(stub)).Error!.PausedUntil);
    }

    private static async Task<ExchangeError> ErrorOf(Exchange exchange, int status, byte[] body) =>
        (await Ask(new StubExchange(exchange).Answers(status, body))).Error!;

    private static Task<ExchangeResult<CandlePage>> Ask(StubExchange stub) => stub.Client.GetCandlesAsync(
        new SeriesKey(new Instrument(stub.Exchange, "BTCUSDT"), Interval.M1), new TimeRange(60_000, 120_000), RequestPriority.Backfill, default);
}
