using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Api.Candles;

public sealed class CandlesApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string, string> WrongQueries => new()
    {
        { "limit=0", "limit" },
        { "limit=-1", "limit" },
        { "limit=x", "limit" },
        { "limit=1.5", "limit" },
        { "limit=", "limit" },
        { "limit=%2B5", "limit" },
        { "limit=10&limit=20", "limit" },
        { "before=-1", "before" },
        { "before=yesterday", "before" },
        { "before=1e3", "before" },
        { "before=99999999999999999999", "before" },
        { "after=-5", "after" },
        { "after=x", "after" },
        { "forming=yes", "forming" },
        { "forming=1&before=1700000000000", "forming" },
        { "forming=1&asOf=1700000000000", "forming" },
        { "forming=1&tf=2h", "forming" },
        { "tf=0", "tf" },
        { "tf=2M", "tf" },
        { "tf=400d", "tf" },
        { "from=x", "from" },
        { "to=-1", "to" },
        { "from=2024-01-31&to=2024-01-31", "from" },
        { "from=1700000000000&to=1600000000000", "from" },
        { "from=1700000000000&before=1700000000000", "from" },
        { "after=1700000000000&to=1700000000000", "after" },
        { "from=2024-01-31&after=2024-01-31", "from and after" },
        { "to=2024-01-31&before=2024-01-31", "to and before" },
        { "tf=-15", "tf" },
        { "tf=15&tf=60", "tf" },
        { "exchange=kraken", "exchange" },
        { "exchange=1", "exchange" },
        { "exchange=", "exchange" },
        { "exchange=binance&exchange=bybit", "exchange" },
        { "symbol=", "symbol" },
        { "symbol=BTC%2FUSDT", "symbol" },
        { "symbol=BTC%E2%80%AEUSDT", "symbol" },
        { "symbol=%E5%B8%81%20USDT", "symbol" },
        { "symbol=%E5%B8USDT", "symbol" },
        { "symbol=BTCUSDT&symbol=BTCUSDT", "symbol" },
        { "symbol=%00", "symbol" },
        { "symbol=%27%3B%20DROP%20TABLE%20candles_15", "symbol" },
        { "symbol=" + new string('A', 41), "symbol" },
        { "symbol=" + new string('A', 5000), "symbol" },
        { "limit=" + new string('9', 5000), "limit" },
    };

    [Fact]
    public async Task An_answer_has_exactly_the_fields_that_clients_read()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, [Some.CandleAt(900_000)], hasOlder: true);

        var answer = await _server.GetJsonAsync("/api/candles");

        Assert.Equal(["candles", "exchange", "symbol", "oldestTime", "hasMore"], answer.Names());
        Assert.Equal("BINANCE", answer.GetProperty("exchange").GetString());
        Assert.Equal("BTCUSDT", answer.GetProperty("symbol").GetString());
        Assert.Equal(900_000, answer.GetProperty("oldestTime").GetInt64());
        Assert.True(answer.GetProperty("hasMore").GetBoolean());
        Assert.Equal(
            """{"time":900000,"open":100,"high":102.5,"low":99.5,"close":101,"volume":12.5,"buyVolume":7.5,"sellVolume":5,"delta":2.5,"tradeCount":321,"clusters":{}}""",
            answer.GetProperty("candles")[0].GetRawText());
    }

    [Fact]
    public async Task Without_parameters_the_latest_thousand_of_btcusdt_on_binance_are_read()
    {
        var query = await QueryOfAsync("/api/candles");

        Assert.Equal(Some.Btc, query.Series);
        Assert.Equal(1000, query.Limit);
        Assert.Null(query.Before);
        Assert.Null(query.After);
    }

    [Theory]
    [InlineData("tf=60", 60)]
    [InlineData("tf=1h", 60)]
    [InlineData("tf=1H", 60)]
    [InlineData("tf=1d", 1440)]
    public async Task Intervals_are_minutes_or_names(string query, int minutes) =>
        Assert.Equal(minutes, (await QueryOfAsync($"/api/candles?{query}")).Series.Interval.Minutes);

    [Fact]
    public async Task Names_are_read_in_any_case_and_the_query_has_the_bounds()
    {
        var query = await QueryOfAsync("/api/candles?symbol=EthUsdt&exchange=BYBIT&tf=1h&limit=3&before=1700000000000&after=2020-09-13T12:26:40Z");

        Assert.Equal(Some.Eth, query.Series);
        Assert.Equal((3, 1_700_000_000_000, 1_600_000_000_000), (query.Limit, query.Before, query.After));
    }

    [Theory]
    [InlineData("from=1600000000000", null, 1_599_999_999_999, null)]
    [InlineData("to=1700000000000", 1_700_000_000_000, null, null)]
    [InlineData("from=2020-09-13&to=2023-11-14", 1_699_920_000_000, 1_599_955_199_999, null)]
    [InlineData("from=1600000000000&before=1700000000000", 1_700_000_000_000, null, 1_600_000_000_000)]
    [InlineData("after=1600000000000&to=1700000000000", 1_700_000_000_000, 1_600_000_000_000, null)]
    public async Task From_is_inclusive_and_to_is_exclusive(string bounds, long? before, long? after, long? from)
    {
        var query = await QueryOfAsync($"/api/candles?{bounds}");

        Assert.Equal((before, after, from), (query.Before, query.After, query.From));
    }

    [Fact]
    public async Task A_name_beyond_ASCII_is_asked_for_and_answered_as_it_is()
    {
        const string Symbol = "币安人生USDT";
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, [Some.CandleAt(900_000)]);

        var answer = await _server.GetJsonAsync("/api/candles?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt");

        Assert.Equal(Symbol, answer.GetProperty("symbol").GetString());
        Assert.Equal(Symbol, (await QueryOfAsync("/api/candles?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt")).Series.Symbol);
    }

    [Theory]
    [InlineData("5001")]
    [InlineData("99999999999999999999")]
    public async Task A_limit_above_5000_is_reduced_to_5000(string limit) =>
        Assert.Equal(5000, (await QueryOfAsync($"/api/candles?limit={limit}")).Limit);

    [Fact]
    public async Task A_before_in_the_future_is_accepted() =>
        Assert.Equal(9_999_999_999_999, (await QueryOfAsync("/api/candles?before=9999999999999")).Before);

    [Theory]
    [MemberData(nameof(WrongQueries))]
    public async Task Wrong_parameters_are_refused_with_a_sentence_that_names_them(string query, string name) =>
        Assert.StartsWith(name, await _server.AssertProblemAsync($"/api/candles?{query}", HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Fact]
    public async Task A_series_that_is_neither_stored_nor_collected_is_not_found()
    {
        _server.System.Readers = m => m is ReaderProtocol.ReadCandles q ? Some.Read(q.Series, [], version: 0, known: false) : new ReaderProtocol.SeriesListed([]);

        Assert.Contains("DOGEUSDT", await _server.AssertProblemAsync("/api/candles?symbol=dogeusdt", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_series_is_served_though_it_is_not_collected()
    {
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));

        Assert.Equal(1, (await _server.GetJsonAsync("/api/candles?symbol=dogeusdt")).GetProperty("candles").GetArrayLength());
    }

    [Fact]
    public async Task A_collected_series_without_candles_is_empty_and_has_no_oldest_time()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, [], version: 0, known: false);

        var answer = await _server.GetJsonAsync("/api/candles");

        Assert.Equal(0, answer.GetProperty("candles").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("oldestTime").ValueKind);
        Assert.False(answer.GetProperty("hasMore").GetBoolean());
    }

    [Fact]
    public async Task Five_thousand_candles_arrive_whole_and_in_order()
    {
        var candles = Some.Candles(5000);
        _server.System.Readers = _ => Some.Read(Some.Btc, candles);

        var answer = await _server.GetJsonAsync("/api/candles?limit=5000");

        Assert.Equal(candles.Select(c => c.OpenTime), answer.GetProperty("candles").EnumerateArray().Select(c => c.GetProperty("time").GetInt64()));
    }

    [Theory]
    [InlineData(ReadRefusal.QueueFull)]
    [InlineData(ReadRefusal.NotReady)]
    [InlineData(ReadRefusal.Expired)]
    [InlineData(ReadRefusal.Failed)]
    public async Task A_refused_query_is_503_with_the_readers_time_to_wait(ReadRefusal reason)
    {
        _server.System.Readers = _ => new ReaderProtocol.ReadRefused(reason, "No.", TimeSpan.FromSeconds(2.2));

        using var response = await _server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));

        await _server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
    }

    /// <summary>On a node of a cluster the reason is another one than in a process that runs alone.</summary>
    [Fact]
    public async Task A_refusal_because_no_reader_is_there_has_the_words_of_who_refused()
    {
        _server.System.Readers = _ => new ReaderProtocol.ReadRefused(ReadRefusal.NotReady, "No node with the database can be reached.", TimeSpan.FromSeconds(1));

        using var response = await _server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));

        Assert.Equal(
            "No node with the database can be reached; try again after the time in Retry-After.", await _server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable));
    }

    private async Task<ReaderProtocol.ReadCandles> QueryOfAsync(string address)
    {
        ReaderProtocol.ReadCandles? query = null;
        _server.System.Readers = m =>
        {
            query = (ReaderProtocol.ReadCandles)m;
            return Some.Read(query.Series, [Some.CandleAt(900_000)]);
        };
        await _server.GetJsonAsync(address);
        return query!;
    }
}
