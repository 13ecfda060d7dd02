using System.Net;
using System.Text;
using System.Text.Json;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using CryptoFlow.Web.Http;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Web.Tests.Api.Backtests;

public sealed class BacktestApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private const string Body = """{"symbol":"BINANCE:BTCUSDT"}""";

    private static readonly RandomMarket Market = RandomMarket.Make(new MarketPlan(5, 24 * 60, 0, 110_000, 1_000_000, 0.0025, 0.02, 0.01, 0.5));

    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string> WrongBodies =>
    [
        "",
        "{}",
        "{",
        "[]",
        "null",
        "{\"symbol\":1}",
        "{\"symbol\":null}",
        "{\"symbol\":\"BTCUSDT\"}",
        "{\"symbol\":\"KRAKEN:BTCUSD\"}",
        "{\"symbol\":\"\\ud800\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"strategy\":\"MAGIC\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":-1}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":\"2025\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":1.5}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":1e30}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":true}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":{}}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":\"\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":\"\\ud800\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":\"2024-02-30\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":\"2024-01-02\",\"to\":\"2024-01-01T23:59Z\"}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"from\":2,\"to\":2}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"days\":3}",
        "{\"symbol\":\"BINANCE:BTCUSDT\",\"symbol\":\"BINANCE:BTCUSDT\"}",
    ];

    [Fact]
    public async Task A_run_is_accepted_and_its_result_is_that_of_the_command()
    {
        _server.System.Readers = AnswerFrom(Market);

        var run = await StartedAsync(_server);
        var answer = await EndedAsync(_server, run);

        Assert.Equal("completed", Text(answer, "phase"));
        Assert.Equal(("BINANCE:BTCUSDT", "NO_ML", 1.0), (Text(answer, "symbol"), Text(answer, "strategy"), answer.GetProperty("progress").GetDouble()));
        var result = answer.GetProperty("result");
        Assert.Equal(Market.Lower.Count, result.GetProperty("candles").GetInt64());
        Assert.True(result.GetProperty("trades").GetArrayLength() > 20);
        Assert.Equal(result.GetProperty("trades").GetArrayLength(), result.GetProperty("summary").GetProperty("trades").GetInt32());
        var asked = _server.System.Asked.OfType<ReadCandles>().Where(q => q.Limit > 1).ToList();
        Assert.All(asked, q => Assert.InRange(q.Limit, 1, 1_000));
        Assert.True(asked.Count > Market.Lower.Count / 1_000);
    }

    [Fact]
    public async Task A_backtest_needs_no_key()
    {
        _server.System.Readers = AnswerFrom(Market);
        using var started = await PostAsync(_server, Body);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.StartsWith("/api/backtest/", started.Headers.Location!.ToString(), StringComparison.Ordinal);

        var document = await _server.GetJsonAsync("/openapi/v1.json");
        Assert.Equal(0, document.GetProperty("paths").GetProperty("/api/backtest").GetProperty("post").GetProperty("security").GetArrayLength());
        Assert.Equal(1, document.GetProperty("paths").GetProperty("/api/backfill").GetProperty("post").GetProperty("security").GetArrayLength());
        await EndedAsync(_server, (await started.JsonAsync()).GetProperty("run").GetString()!);
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task Wrong_bodies_are_refused(string body)
    {
        using var response = await PostAsync(_server, body);
        await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        using var response = await _server.Client.PostAsync(new Uri("/api/backtest", UriKind.Relative), new StringContent(Body, Encoding.UTF8, "text/plain"));
        await _server.AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_404_and_no_run_at_all_400()
    {
        await _server.AssertProblemAsync($"/api/backtest/{RunId.New()}", HttpStatusCode.NotFound);
        await _server.AssertProblemAsync("/api/backtest/latest", HttpStatusCode.BadRequest);
        using var response = await _server.Client.DeleteAsync(new Uri($"/api/backtest/{RunId.New()}", UriKind.Relative));
        await _server.AssertProblemAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_series_without_candles_fails_with_a_sentence()
    {
        _server.System.Readers = message => message is ReadCandles q ? new CandlesRead(q.Series, false, [], false, 0) : null;

        var answer = await EndedAsync(_server, await StartedAsync(_server));

        Assert.Equal("failed", Text(answer, "phase"));
        Assert.Equal("There are no candles of BINANCE:BTCUSDT 15m.", Text(answer, "error"));
        Assert.False(answer.TryGetProperty("result", out _));
    }

    [Fact]
    public async Task A_run_whose_figures_overflow_fails_with_a_sentence_and_can_be_read()
    {
        Candle Flat(int index, double price) => new(1_704_067_200_000 + (index * 900_000L), price, price, price, price, 1, 0, 0, 0, 0);
        _server.System.Readers = AnswerFrom(new RandomMarket([Flat(0, 1e-300), Flat(1, 1e300)], []));

        var answer = await EndedAsync(_server, await StartedAsync(_server));

        Assert.Equal("failed", Text(answer, "phase"));
        Assert.Contains("figures overflow", Text(answer, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_refused_for_load_is_asked_for_again()
    {
        var refusals = 0;
        var answer = AnswerFrom(Market);
        _server.System.Readers = message => Interlocked.Increment(ref refusals) % 3 == 1
            ? new ReadRefused(ReadRefusal.QueueFull, "Full.", TimeSpan.FromMilliseconds(1))
            : answer(message);

        Assert.Equal("completed", Text(await EndedAsync(_server, await StartedAsync(_server)), "phase"));
    }

    [Fact]
    public async Task Readers_that_keep_refusing_fail_the_run()
    {
        _server.System.Readers = _ => new ReadRefused(ReadRefusal.QueueFull, "Full.", TimeSpan.FromMilliseconds(1));

        var answer = await EndedAsync(_server, await StartedAsync(_server));

        Assert.Equal("failed", Text(answer, "phase"));
        Assert.StartsWith("The candles could not be read: Full.", Text(answer, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_how_far_it_is_and_is_cancelled_in_the_middle()
    {
        using var gate = new ManualResetEventSlim();
        var pages = 0;
        var answer = AnswerFrom(Market);
        await using var server = await WebServer.StartAsync(settings: "--CryptoFlow:Api:ReadTimeoutMs=60000");
        server.System.Readers = message =>
        {
            if (Interlocked.Increment(ref pages) > 6)
                gate.Wait();
            return answer(message);
        };
        var run = await StartedAsync(server);
        var running = await Poll.UntilAsync(() => server.GetJsonAsync($"/api/backtest/{run}"), a => a.GetProperty("candles").GetInt64() > 0);
        Assert.Equal("running", Text(running, "phase"));
        Assert.InRange(running.GetProperty("progress").GetDouble(), 0.01, 0.99);

        using (var ended = await server.Client.DeleteAsync(new Uri($"/api/backtest/{run}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        var cancelled = await EndedAsync(server, run);
        gate.Set();

        Assert.Equal("cancelled", Text(cancelled, "phase"));
        using (var forgotten = await server.Client.DeleteAsync(new Uri($"/api/backtest/{run}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, forgotten.StatusCode);
        await server.AssertProblemAsync($"/api/backtest/{run}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_backtest_above_the_limit_is_refused_until_another_has_ended()
    {
        await using var server = await WebServer.StartAsync(settings: "--CryptoFlow:Api:ReadTimeoutMs=60000");
        server.System.Readers = _ => null;
        var (first, _) = (await StartedAsync(server), await StartedAsync(server));

        using (var third = await PostAsync(server, Body))
        {
            Assert.Contains("CryptoFlow:Api:MaxBacktests", await server.AssertProblemAsync(third, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
            Assert.NotNull(third.Headers.RetryAfter);
        }

        using (await server.Client.DeleteAsync(new Uri($"/api/backtest/{first}", UriKind.Relative)))
            await EndedAsync(server, first);
        await StartedAsync(server);
    }

    [Fact]
    public async Task The_last_runs_are_kept_and_older_ones_forgotten()
    {
        await using var server = await WebServer.StartAsync();
        server.System.Readers = message => message is ReadCandles q ? new CandlesRead(q.Series, false, [], false, 0) : null;
        var runs = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            runs.Add(await StartedAsync(server));
            await EndedAsync(server, runs[^1]);
        }

        await server.AssertProblemAsync($"/api/backtest/{runs[0]}", HttpStatusCode.NotFound);
        await server.GetJsonAsync($"/api/backtest/{runs[^1]}");
    }

    [Fact]
    public async Task Too_many_requests_are_429()
    {
        await using var server = await WebServer.StartAsync(limits: new RateLimits { ComputingBurst = 2 });
        using var first = await PostAsync(server, "{}");
        using var second = await PostAsync(server, "{}");
        using var third = await PostAsync(server, "{}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
        await server.AssertProblemAsync(third, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_start_one()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/backtest");
        preflight.Headers.Add("Origin", "https://elsewhere.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type");

        using var response = await _server.Client.SendAsync(preflight);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Func<object, object?> AnswerFrom(RandomMarket market) => message =>
    {
        if (message is not ReadCandles q)
            return null;
        var candles = (q.Series.Interval == Interval.H1 ? market.StoredHigher : market.Lower)
            .Where(c => c.OpenTime > (q.After ?? -1) && c.OpenTime < (q.Before ?? long.MaxValue));
        return new CandlesRead(q.Series, true, q.After is null ? [.. candles.TakeLast(q.Limit)] : [.. candles.Take(q.Limit)], false, 1);
    };

    private static Task<HttpResponseMessage> PostAsync(WebServer server, string body) =>
        server.Client.PostAsync(new Uri("/api/backtest", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<string> StartedAsync(WebServer server)
    {
        using var response = await PostAsync(server, Body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.JsonAsync()).GetProperty("run").GetString()!;
    }

    private static Task<JsonElement> EndedAsync(WebServer server, string run) =>
        Poll.UntilAsync(() => server.GetJsonAsync($"/api/backtest/{run}"), a => Text(a, "phase") != "running");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
