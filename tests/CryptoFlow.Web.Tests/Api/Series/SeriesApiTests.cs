using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Web.Http;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Api.Series;

public sealed class SeriesApiTests : IClassFixture<WebServerFixture>
{
    private static readonly SeriesKey Xrp = new(new Instrument(Exchange.Binance, "XRPUSDT"), Interval.M15);

    private readonly WebServer _server;
    private readonly FakeSeries _series = new();

    public SeriesApiTests(WebServerFixture fixture)
    {
        _server = fixture.Server;
        _server.System.Asked.Clear();
        _series.Script(_server.System);
    }

    public static TheoryData<string> WrongBodies =>
    [
        "",
        "[]",
        "{}",
        "{\"exchange\":\"binance\"}",
        "{\"symbol\":\"XRPUSDT\"}",
        "{\"exchange\":\"kraken\",\"symbol\":\"XRPUSDT\"}",
        "{\"exchange\":\"binance\",\"symbol\":\"XRP USDT\"}",
        "{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"tf\":\"2h\"}",
        "{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"days\":3}",
    ];

    [Fact]
    public async Task A_series_is_checked_then_stored_then_told_to_its_collector()
    {
        using var response = await PostAsync("{\"exchange\":\"Binance\",\"symbol\":\"xrpusdt\",\"tf\":15}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(
            """{"dryRun":false,"added":["binance:XRPUSDT:15m"],"present":[],"plan":{"requests":15,"cost":68,"candles":12696,"expectedSeconds":2,"compares":false}}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal([Xrp], _series.Added);
        Assert.Equal(
            [typeof(PlanSeries), typeof(ChangeAddedSeries), typeof(FollowSeries)],
            _server.System.Asked.Select(m => m.GetType()).Where(t => t.DeclaringType == typeof(CollectorProtocol) || t == typeof(ChangeAddedSeries)));
    }

    [Fact]
    public async Task Without_an_interval_the_intervals_of_the_configuration_are_added()
    {
        using var response = await PostAsync("{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\"}");
        Assert.Equal([Interval.M15, Interval.H1, Interval.H4, Interval.D1], _series.Added.Select(s => s.Interval));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_gets_the_same_status_and_adds_nothing()
    {
        using var first = await PostAsync("{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"tf\":15}");
        using var second = await PostAsync("{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"tf\":15}");

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Contains("\"added\":[],\"present\":[\"binance:XRPUSDT:15m\"]", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, _server.System.Asked.OfType<FollowSeries>().Count());
    }

    [Fact]
    public async Task A_dry_run_plans_and_stores_nothing()
    {
        using var response = await PostAsync("{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"tf\":15}", "?dryRun=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"dryRun\":true,\"added\":[\"binance:XRPUSDT:15m\"]", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.System.Asked, m => m is ChangeAddedSeries or FollowSeries);
    }

    [Theory]
    [InlineData(BackfillRefusal.NotListed, HttpStatusCode.NotFound)]
    [InlineData(BackfillRefusal.NotTraded, HttpStatusCode.Conflict)]
    [InlineData(BackfillRefusal.NothingInScope, HttpStatusCode.BadRequest)]
    [InlineData(BackfillRefusal.NotAnswering, HttpStatusCode.ServiceUnavailable)]
    public async Task A_refusal_of_the_exchange_is_told_in_its_words_and_stores_nothing(BackfillRefusal reason, HttpStatusCode status)
    {
        _series.Refusal = new BackfillRefused(default, reason, "Because of this.");

        using var response = await PostAsync("{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\"}");

        Assert.Equal("Because of this.", await _server.AssertProblemAsync(response, status));
        Assert.Empty(_series.Added);
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task Wrong_bodies_are_refused(string body)
    {
        using var response = await PostAsync(body);
        await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_list_has_both_sources_and_the_state_of_each_series()
    {
        _series.Added.Add(Xrp);

        var all = (await _server.GetJsonAsync("/api/series")).GetProperty("series").EnumerateArray().ToDictionary(s => s.GetProperty("key").GetString()!);

        Assert.Equal(("configuration", JsonValueKind.Null), (all["binance:BTCUSDT:15m"].GetProperty("source").GetString(), all["binance:BTCUSDT:15m"].GetProperty("addedAt").ValueKind));
        Assert.Equal(("added", 7L), (all["binance:XRPUSDT:15m"].GetProperty("source").GetString(), all["binance:XRPUSDT:15m"].GetProperty("addedAt").GetInt64()));
    }

    [Fact]
    public async Task A_removed_series_keeps_its_candles_and_may_be_removed_again()
    {
        _series.Added.Add(Xrp);
        _series.Candles.Add(0);

        Assert.Equal("""{"removed":["binance:XRPUSDT:15m"],"candlesDeleted":0,"complete":true}""", await DeleteAsync("binance:xrpusdt:15m"));
        Assert.Equal("""{"removed":[],"candlesDeleted":0,"complete":true}""", await DeleteAsync("binance:xrpusdt"));
        Assert.Single(_series.Candles);
    }

    [Fact]
    public async Task Candles_are_deleted_after_the_collector_has_let_go_until_a_read_finds_none()
    {
        _series.Added.Add(Xrp);
        _series.Candles.AddRange(Enumerable.Range(0, 2_000).Select(i => i * Interval.M15.Milliseconds));

        Assert.Equal("""{"removed":["binance:XRPUSDT:15m"],"candlesDeleted":2000,"complete":true}""", await DeleteAsync("binance:XRPUSDT:15m?candles=delete"));
        var order = _server.System.Asked.Where(m => m is FollowSeries or DeleteCandles).ToList();
        Assert.IsType<FollowSeries>(order[0]);
        Assert.Equal(3, order.Count);
    }

    [Fact]
    public async Task A_deletion_says_that_a_user_removed_the_series()
    {
        _series.Added.Add(Xrp);
        _series.Candles.Add(0);
        await DeleteAsync("binance:XRPUSDT:15m?candles=delete");
        Assert.All(_server.System.Asked.OfType<DeleteCandles>(), delete => Assert.Equal(ChangeSource.Removal, delete.Source));
    }

    [Theory]
    [InlineData("binance:BTCUSDT:15m")]
    [InlineData("binance:BTCUSDT")]
    public async Task A_series_of_the_configuration_stays_and_the_answer_names_the_key(string key)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/series/{key}");

        Assert.Contains("CryptoFlow:Exchanges:binance:Symbols", await _server.AssertProblemAsync(response, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.System.Asked, m => m is ChangeAddedSeries);
    }

    [Theory]
    [InlineData("binance")]
    [InlineData("binance:XRPUSDT:2h")]
    [InlineData("binance:XRPUSDT:15m:x")]
    [InlineData("binance:XRPUSDT?candles=all")]
    public async Task Wrong_keys_are_refused(string key)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/series/{key}");
        await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_change_needs_the_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/series/binance:XRPUSDT:15m");
        using var response = await _server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<string> DeleteAsync(string key)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/series/{key}");
        return await response.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string body, string query = "") =>
        SendAsync(HttpMethod.Post, $"/api/series{query}", new StringContent(body, Encoding.UTF8, "application/json"));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content, Headers = { { ApiKeyFilter.Header, WebServer.Key } } };
        return await _server.Client.SendAsync(request);
    }
}
