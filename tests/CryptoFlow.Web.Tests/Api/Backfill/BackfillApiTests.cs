using System.Net;
using System.Text;
using CryptoFlow.Collectors;

namespace CryptoFlow.Web.Tests.Api.Backfill;

public sealed class BackfillApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly Uri Address = new("/api/backfill", UriKind.Relative);
    private static readonly RunId Run = RunId.New();

    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string> WrongBodies =>
    [
        "{",
        "[]",
        "\"all\"",
        "null",
        "{\"exchange\":1}",
        "{\"exchange\":\"\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"exchange\":\"kraken\"}",
        "{\"symbol\":\"BTC USDT\"}",
        "{\"symbol\":[]}",
        "{\"tf\":\"2h\"}",
        "{\"tf\":true}",
        "{\"days\":\"30\"}",
        "{\"days\":0}",
        "{\"days\":3651}",
        "{\"days\":1.5}",
        "{\"days\":99999999999}",
        "{\"exchanges\":\"binance\"}",
        "{\"days\":1,\"days\":2}",
        "{\"symbol\":{\"a\":{\"b\":{\"c\":{}}}}}",
    ];

    [Fact]
    public async Task A_run_is_started_for_the_scope_of_the_body()
    {
        CollectorProtocol.StartBackfill? start = null;
        _server.System.Collectors = m =>
        {
            start = (CollectorProtocol.StartBackfill)m;
            return new CollectorProtocol.BackfillAccepted(start.Run, [Exchange.Bybit]);
        };

        using var response = await PostAsync("{\"exchange\":\"Bybit\",\"symbol\":\"btcusdt\",\"tf\":60,\"days\":30}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(new BackfillScope(Exchange.Bybit, "BTCUSDT", Interval.H1, 30), start!.Scope);
        Assert.Equal($"/api/backfill/{start.Run}", response.Headers.Location?.ToString());
        Assert.Equal($$"""{"run":"{{start.Run}}","exchanges":["bybit"]}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task Without_a_scope_everything_is_filled(string? body)
    {
        CollectorProtocol.StartBackfill? start = null;
        _server.System.Collectors = m =>
        {
            start = (CollectorProtocol.StartBackfill)m;
            return new CollectorProtocol.BackfillAccepted(start.Run, [Exchange.Binance]);
        };

        using var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(BackfillScope.All, start!.Scope);
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task Wrong_bodies_are_refused(string body)
    {
        using var response = await PostAsync(body);
        await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        using var response = await PostAsync("days=30", "application/x-www-form-urlencoded");
        await _server.AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_megabyte_of_junk_is_413()
    {
        using var response = await PostAsync(new string('x', 1 << 20));
        await _server.AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(BackfillRefusal.NothingInScope, HttpStatusCode.BadRequest)]
    [InlineData(BackfillRefusal.AlreadyRunning, HttpStatusCode.Conflict)]
    [InlineData(BackfillRefusal.NotCollecting, HttpStatusCode.ServiceUnavailable)]
    public async Task A_refusal_is_told_with_its_reason(BackfillRefusal reason, HttpStatusCode status)
    {
        _server.System.Collectors = _ => new CollectorProtocol.BackfillRefused(Run, reason, "Because of this.");

        using var response = await PostAsync("{}");

        Assert.Equal("Because of this.", await _server.AssertProblemAsync(response, status));
    }

    [Fact]
    public async Task Progress_is_told_by_run_and_series()
    {
        _server.System.Collectors = _ => new CollectorProtocol.BackfillStatus([Some.Run(Run, BackfillPhase.Completed)]);

        var run = (await _server.GetJsonAsync("/api/backfill")).GetProperty("runs")[0];

        Assert.Equal(Run.ToString(), run.GetProperty("run").GetString());
        Assert.Equal("completed", run.GetProperty("phase").GetString());
        Assert.Equal("""{"requests":71,"cost":710,"candles":70080,"expectedSeconds":20,"compares":false}""", run.GetProperty("plan").GetRawText());
        Assert.Equal(4000, run.GetProperty("candlesPerSecond").GetDouble());
        Assert.Equal(9, run.GetProperty("etaSeconds").GetDouble());
        Assert.Equal(
            """{"symbol":"BTCUSDT","tf":15,"requests":71,"requestsDone":40,"requestsFailed":1,"candles":70080,"candlesDone":40000,"candlesStored":39000,"candlesChanged":0}""",
            run.GetProperty("series")[0].GetRawText());
    }

    [Fact]
    public async Task A_run_is_found_at_its_location_and_an_unknown_run_is_404()
    {
        _server.System.Collectors = _ => new CollectorProtocol.BackfillStatus([Some.Run(Run, BackfillPhase.Running), Some.Run(RunId.New(), BackfillPhase.Completed, Exchange.Bybit)]);

        Assert.Equal(1, (await _server.GetJsonAsync($"/api/backfill/{Run}")).GetProperty("runs").GetArrayLength());
        await _server.AssertProblemAsync($"/api/backfill/{RunId.New()}", HttpStatusCode.NotFound);
        await _server.AssertProblemAsync("/api/backfill/latest", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_run_can_be_cancelled()
    {
        _server.System.Collectors = m => new CollectorProtocol.BackfillCancelled(((CollectorProtocol.CancelBackfill)m).Run);
        using var ended = await DeleteAsync(Run.ToString());
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);

        _server.System.Collectors = _ => new CollectorProtocol.BackfillRefused(Run, BackfillRefusal.NotRunning, "No such run is under way.");
        using var gone = await DeleteAsync(Run.ToString());
        await _server.AssertProblemAsync(gone, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(WebServer.Key + "x")]
    [InlineData("A-key-of-sufficient-length")] // The same letters in another case are another key.
    public async Task Without_the_right_key_nothing_is_asked_for(string? key)
    {
        var before = _server.System.Asked.Count;
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);

        using var response = await _server.Client.SendAsync(request);

        await _server.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
        Assert.Equal(before, _server.System.Asked.Count);
    }

    [Fact]
    public async Task Without_a_configured_key_changes_are_closed()
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:Key=");
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Headers.Add("X-Api-Key", WebServer.Key);

        using var response = await server.Client.SendAsync(request);

        Assert.Contains("CryptoFlow:Api:Key", await server.AssertProblemAsync(response, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Headers.Add("X-Api-Key", WebServer.Key);

        // The client sends the body only when the server asks for it. So a refusal cannot race with the rest of a megabyte.
        request.Headers.ExpectContinue = true;
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        return await _server.Client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> DeleteAsync(string run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"/api/backfill/{run}", UriKind.Relative));
        request.Headers.Add("X-Api-Key", WebServer.Key);
        return await _server.Client.SendAsync(request);
    }
}
