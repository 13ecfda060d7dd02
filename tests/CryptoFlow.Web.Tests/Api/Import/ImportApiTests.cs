using System.Net;
using System.Text;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Api.Import;

public sealed class ImportApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private const string Series = "?exchange=binance&symbol=btcusdt&tf=15";
    private const string Candle = """{"time":1700000100000,"open":100.1,"high":102.5,"low":99.5,"close":101,"volume":12.5,"buyVolume":7.5,"sellVolume":5,"delta":2.5,"tradeCount":321}""";

    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task A_page_goes_to_the_writer_in_the_lane_of_backfills_and_the_answer_counts_its_changes()
    {
        _server.System.Writer = m => m is WriteCandles write ? new CandlesWritten(write.Id, write.Run, write.Series, 1, 2, 3, 9) : null;

        using var response = await PostAsync($$"""{"candles":[{{Candle}}],"exchange":"BINANCE","hasMore":false}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var done = await response.JsonAsync();
        Assert.Equal(["inserted", "updated", "unchanged", "notKept"], done.Names());
        Assert.Equal((1, 2, 3), (done.GetProperty("inserted").GetInt32(), done.GetProperty("updated").GetInt32(), done.GetProperty("unchanged").GetInt32()));
        var asked = Assert.IsType<WriteCandles>(_server.System.Asked.Last());
        Assert.Equal((Some.Btc, WriteLane.Backfill), (asked.Series, asked.Lane));
        Assert.Equal(new Candle(1_700_000_100_000, 100.1, 102.5, 99.5, 101, 12.5, 7.5, 5, 2.5, 321), Assert.Single(asked.Candles));
    }

    [Theory]
    [InlineData("?exchange=binance&symbol=btcusdt", "tf is ''")]
    [InlineData("?exchange=binance&tf=15", "symbol is ''")]
    [InlineData("?symbol=btcusdt&tf=15", "exchange is ''")]
    [InlineData("?exchange=kraken&symbol=btcusdt&tf=15", "exchange is 'kraken'")]
    public async Task The_series_has_to_be_named(string query, string says)
    {
        using var response = await PostAsync("{\"candles\":[]}", query);
        Assert.Contains(says, await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not a page of candles")]
    [InlineData("[]", "not a page of candles")]
    [InlineData("null", "not a page of candles")]
    [InlineData("{}", "not a page of candles")]
    [InlineData("{\"candles\":[{\"time\":\"1700000100000\"}]}", "not a page of candles")]
    [InlineData("{\"candles\":[{\"time\":1e999}]}", "not a page of candles")]
    [InlineData("{\"candles\":[null]}", "time is 0")]
    [InlineData("{\"candles\":[{\"time\":1700000100}]}", "time is 1700000100;")]
    [InlineData("{\"candles\":[{\"time\":-1700000100000}]}", "time is -1700000100000;")]
    [InlineData("{\"candles\":[{\"time\":9223372036854000000,\"open\":1,\"high\":1,\"low\":1,\"close\":1}]}", "has not closed yet")]
    [InlineData("{\"candles\":[{\"time\":1700000100000,\"open\":1,\"high\":1,\"low\":1,\"close\":1,\"volume\":3,\"buyVolume\":1,\"sellVolume\":1,\"delta\":0}]}", "sellVolume is not")]
    [InlineData("{\"candles\":[{\"time\":1700000100000,\"open\":1,\"high\":1,\"low\":1,\"close\":1,\"volume\":3,\"buyVolume\":1,\"sellVolume\":2,\"delta\":1}]}", "delta")]
    public async Task A_body_that_is_no_page_of_closed_candles_is_refused_and_the_writer_not_asked(string body, string says)
    {
        var asked = _server.System.Asked.Count;
        using var response = await PostAsync(body);
        Assert.Contains(says, await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Equal(asked, _server.System.Asked.Count);
    }

    [Fact]
    public async Task Another_venues_candles_have_no_taker_volume()
    {
        using var response = await PostAsync($$"""{"candles":[{{Candle}}]}""", "?exchange=bybit&symbol=btcusdt&tf=15");
        Assert.Contains("only Binance", await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_page_is_400_and_a_writer_that_cannot_write_is_503()
    {
        _server.System.Writer = m => new WriteRefused(((WriteCandles)m).Id, WriteRefusal.Invalid, "Candles are not ascending at 5.");
        using var invalid = await PostAsync($$"""{"candles":[{{Candle}}]}""");
        Assert.Contains("not ascending", await _server.AssertProblemAsync(invalid, HttpStatusCode.BadRequest), StringComparison.Ordinal);

        _server.System.Writer = m => new WriteRefused(((WriteCandles)m).Id, WriteRefusal.QueueFull, "64 messages wait.");
        using var busy = await PostAsync($$"""{"candles":[{{Candle}}]}""");
        Assert.Contains("64 messages wait.", await _server.AssertProblemAsync(busy, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.NotNull(busy.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_body_larger_than_a_page_is_413_and_one_of_another_kind_415()
    {
        using var large = await PostAsync($$"""{"candles":[{{string.Join(',', Enumerable.Repeat(Candle, 10_000))}}]}""");
        Assert.Contains("at most 1500 candles", await _server.AssertProblemAsync(large, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);

        using var csv = await PostAsync("1700000100000,1,1,1,1,1", type: "text/csv");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, csv.StatusCode);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_done()
    {
        using var response = await PostAsync($$"""{"candles":[{{Candle}}]}""", key: "another-key-of-sufficient-length");
        await _server.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Real_candles_are_not_mixed_with_the_demos()
    {
        await using var demo = await WebServer.StartAsync(new FakeSystem { Origin = MarketOrigin.Simulator });
        using var response = await PostAsync($$"""{"candles":[{{Candle}}]}""", server: demo);
        Assert.Contains("simulator", await demo.AssertProblemAsync(response, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Empty(demo.System.Asked);
    }

    [Fact]
    public async Task Pages_have_a_rate_of_their_own()
    {
        var limits = new RateLimits { ChangingBurst = 1, ImportingBurst = 2, ImportingPerSecond = 1 };
        await using var server = await WebServer.StartAsync(limits: limits);
        server.System.Writer = m => m is WriteCandles write ? new CandlesWritten(write.Id, write.Run, write.Series, 1, 0, 0, 1) : null;

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20 && !answers.Contains(HttpStatusCode.TooManyRequests); i++)
        {
            using var response = await PostAsync($$"""{"candles":[{{Candle}}]}""", server: server);
            answers.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], answers.Take(2));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string query = Series, string type = "application/json", string key = WebServer.Key, WebServer? server = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/import" + query)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
            Headers = { { "X-Api-Key", key } },
        };

        // The client sends the body only when the server asks for it. So a refusal cannot race with the rest of a megabyte.
        request.Headers.ExpectContinue = true;
        return await (server ?? _server).Client.SendAsync(request);
    }
}
