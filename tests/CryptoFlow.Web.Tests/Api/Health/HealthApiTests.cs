using System.Net;
using System.Text.Json;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Web.Api.Health;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Health;

public sealed class HealthApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData(HealthStatus.Ok, "ok")]
    [InlineData(HealthStatus.Degraded, "degraded")]
    [InlineData(HealthStatus.Unhealthy, "unhealthy")]
    public async Task Health_is_200_and_the_status_is_in_the_body(HealthStatus status, string name)
    {
        _server.System.Health = Some.Health(status, reasons: "Something is the matter.");

        var health = await _server.GetJsonAsync("/api/health");

        Assert.Equal(name, health.GetProperty("status").GetString());
        Assert.Equal("2023-11-14T22:13:20.123Z", health.GetProperty("timestamp").GetString());
        Assert.Equal("Something is the matter.", health.GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Row_counts_of_the_four_intervals_are_always_there_and_others_where_they_are_stored()
    {
        _server.System.Health = Some.Health();

        var health = await _server.GetJsonAsync("/api/health");

        Assert.Equal(70_080, health.GetProperty("candles_15").GetInt64());
        Assert.Equal(0, health.GetProperty("candles_60").GetInt64());
        Assert.Equal(0, health.GetProperty("candles_240").GetInt64());
        Assert.Equal(0, health.GetProperty("candles_1440").GetInt64());
        Assert.Equal(5, health.GetProperty("candles_1").GetInt64());
    }

    [Fact]
    public async Task A_process_alone_has_its_storage_here_and_no_cluster()
    {
        _server.System.Health = Some.Health();

        var health = await _server.GetJsonAsync("/api/health");

        Assert.Equal("""{"place":"here","address":null,"ageSeconds":0}""", health.GetProperty("storage").GetRawText());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("cluster").ValueKind);
    }

    [Fact]
    public async Task A_node_says_from_which_node_its_figures_are_and_which_members_there_are()
    {
        const string Self = "akka.tcp://fake@10.0.0.6:8110";
        const string Db = "akka.tcp://fake@10.0.0.5:8110";
        _server.System.Show(
            Some.Health() with
            {
                Storage = StorageSource.On(Db),
                Node = new NodeView(Self, ["web"], Db, [new ClusterMember(Db, ["db"], "up", IsReachable: false, "0.1.0")], Missing: null),
            },
            TimeSpan.FromSeconds(7.2));

        var health = await _server.GetJsonAsync("/api/health");

        Assert.Equal($$"""{"place":"elsewhere","address":"{{Db}}","ageSeconds":7}""", health.GetProperty("storage").GetRawText());
        Assert.Equal(
            $$"""{"address":"{{Self}}","roles":["web"],"leader":"{{Db}}","members":[{"address":"{{Db}}","roles":["db"],"status":"up","reachable":false,"version":"0.1.0"}]}""",
            health.GetProperty("cluster").GetRawText());
        Assert.StartsWith($"{Db}, the node with the writer, last reported the storage 7 s ago", health.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_has_all_figures_of_the_monitor()
    {
        _server.System.Health = Some.Health();

        var health = await _server.GetJsonAsync("/api/health");

        Assert.Equal(6, health.GetProperty("lockWaitCount").GetInt64());
        var waits = health.GetProperty("lockWaits");
        Assert.StartsWith("""{"count":2,"timeouts":1,"busy":1,"busySnapshot":0,"locked":0,"meanMs":30,"maxMs":50,"histogram":[0,""", waits.GetProperty("writer").GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("""{"count":4,"timeouts":1,"busy":0,"busySnapshot":0,"locked":1,"meanMs":2,"maxMs":5,""", waits.GetProperty("reader").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, waits.GetProperty("monitor").GetProperty("count").GetInt64());
        Assert.Equal(["reader-1", "reader-2", "writer"], waits.GetProperty("connections").Names());
        Assert.Equal(waits.GetProperty("histogramBoundsMs").GetArrayLength() + 1, waits.GetProperty("writer").GetProperty("histogram").GetArrayLength());
        Assert.Equal("""{"name":"python3 (process 47)","ageMs":12000,"process":47,"reader":null,"query":null}""", health.GetProperty("wal").GetProperty("pinnedBy").GetRawText());
        var components = health.GetProperty("components");
        Assert.Equal("""{"status":"degraded","reasons":["Pinned."]}""", components.GetProperty("wal").GetRawText());
        Assert.Equal("""{"binance":{"status":"ok","reasons":[]}}""", components.GetProperty("exchanges").GetRawText());
        Assert.Equal("""{"depth":3,"peak":9,"refused":1,"oldestWaitMs":0,"wait":{"sync":{"count":4,"meanMs":1.5,"maxMs":2.5}},"lanes":{}}""", health.GetProperty("queue").GetRawText());
        Assert.Equal(50_000, health.GetProperty("writer").GetProperty("rowsWritten").GetInt64());
        Assert.Equal(120, health.GetProperty("wal").GetProperty("pages").GetInt32());
        Assert.Equal("passive", health.GetProperty("lastCheckpoint").GetProperty("mode").GetString());
        Assert.Equal(12, health.GetProperty("lastCheckpoint").GetProperty("durationMs").GetDouble());
        Assert.Equal(1000, health.GetProperty("readers").GetProperty("answered").GetInt64());
        var collector = health.GetProperty("collectors")[0];
        Assert.Equal("binance", collector.GetProperty("exchange").GetString());
        Assert.Equal("collecting", collector.GetProperty("phase").GetString());
        Assert.Equal("SETTLING", collector.GetProperty("unknownSymbols").GetProperty("OLDUSDT").GetString());
        Assert.Equal(40_000, collector.GetProperty("backfill").GetProperty("candlesDone").GetInt64());
        var series = health.GetProperty("series")[0];
        Assert.Equal(("BTCUSDT", 15, 0L, 1), (series.GetProperty("symbol").GetString()!, series.GetProperty("tf").GetInt32(), series.GetProperty("lagCandles").GetInt64(), series.GetProperty("openGaps").GetInt32()));
        Assert.Equal(256, health.GetProperty("webSockets").GetProperty("maxClients").GetInt32());
    }

    [Fact]
    public async Task An_old_snapshot_is_answered_at_once_with_its_age_and_is_not_ok()
    {
        _server.System.Asked.Clear();
        _server.System.Show(Some.Health(), TimeSpan.FromSeconds(4.5));
        var fresh = await _server.GetJsonAsync("/api/health");
        Assert.Equal((4, false, "ok"), (fresh.GetProperty("ageSeconds").GetInt64(), fresh.GetProperty("stale").GetBoolean(), fresh.GetProperty("status").GetString()));

        _server.System.Show(Some.Health(reasons: "Pinned."), TimeSpan.FromSeconds(20.2));
        var old = await _server.GetJsonAsync("/api/health");
        Assert.Equal((20, true, "degraded"), (old.GetProperty("ageSeconds").GetInt64(), old.GetProperty("stale").GetBoolean(), old.GetProperty("status").GetString()));
        Assert.Equal("""["The monitor's last figures are 20 s old. All figures here are from that time.","Pinned."]""", old.GetProperty("reasons").GetRawText());
        Assert.Equal("degraded", old.GetProperty("components").GetProperty("monitor").GetProperty("status").GetString());
        Assert.Equal("ready", (await _server.GetJsonAsync("/health/ready")).GetProperty("status").GetString());

        _server.System.Show(Some.Health(), TimeSpan.FromSeconds(213));
        Assert.Equal("unhealthy", (await _server.GetJsonAsync("/api/health")).GetProperty("status").GetString());
        Assert.StartsWith("The monitor's last figures are 213 s old", await _server.AssertProblemAsync("/health/ready", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Empty(_server.System.Asked);
        _server.System.Health = Some.Health();
    }

    [Fact]
    public async Task Health_is_written_once_for_each_snapshot_however_many_clients_ask()
    {
        var source = _server.Services.GetRequiredService<HealthSource>();
        _server.System.Health = Some.Health();
        var before = source.Written;

        await Task.WhenAll(Enumerable.Range(0, 512).Select(_ => _server.GetJsonAsync("/api/health")));
        Assert.InRange(source.Written - before, 1, 30); // Once, and once for each second of the request.
        var written = source.Written;
        _server.System.Health = Some.Health(HealthStatus.Degraded);
        Assert.Equal("degraded", (await _server.GetJsonAsync("/api/health")).GetProperty("status").GetString());
        Assert.Equal(written + 1, source.Written);
    }

    [Fact]
    public async Task Health_has_the_file_descriptors()
    {
        _server.System.Health = Some.Health() with { Descriptors = new DescriptorHealth(120, 1024) };
        Assert.Matches(
            """^\{"fileDescriptors":120,"fileDescriptorLimit":1024,"version":"[0-9.]+"\}$""",
            (await _server.GetJsonAsync("/api/health")).GetProperty("process").GetRawText());
    }

    [Fact]
    public async Task Active_alerts_are_listed()
    {
        var alert = new ActiveAlert("wal_large", AlertSeverity.Warning, 1_700_000_000_000, "The WAL file has 65 MB.", 65.12345);
        _server.System.Board.Show([alert]);
        var alerts = (await _server.GetJsonAsync("/api/health")).GetProperty("alerts");
        _server.System.Board.Show([]);

        Assert.Equal("""[{"name":"wal_large","severity":"warning","since":1700000000000,"sentence":"The WAL file has 65 MB.","value":65.123}]""", alerts.GetRawText());
        Assert.Equal(0, (await _server.GetJsonAsync("/api/health")).GetProperty("alerts").GetArrayLength());
    }

    [Fact]
    public async Task Live_is_200_while_the_actors_run() =>
        Assert.Equal("live", (await _server.GetJsonAsync("/health/live")).GetProperty("status").GetString());

    [Fact]
    public async Task Ready_is_200_when_the_file_is_open()
    {
        _server.System.Health = Some.Health(HealthStatus.Degraded);
        Assert.Equal("ready", (await _server.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(HealthStatus.Ok, false)]
    [InlineData(HealthStatus.Unhealthy, true)]
    public async Task Ready_is_503_while_the_file_is_closed_or_something_fails(HealthStatus status, bool open)
    {
        _server.System.Health = Some.Health(status, open, "The disk is full.");
        Assert.Equal("The disk is full.", await _server.AssertProblemAsync("/health/ready", HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task Symbols_are_listed_together_and_by_exchange()
    {
        var symbols = await _server.GetJsonAsync("/api/symbols");

        Assert.Equal(["symbols", "exchanges", "timeframes", "lastPrices"], symbols.Names());
        Assert.Equal("""["BTCUSDT","ETHUSDT","SOLUSDT","BNBUSDT"]""", symbols.GetProperty("symbols").GetRawText());
        Assert.Equal(["binance", "bybit", "bitget"], symbols.GetProperty("exchanges").Names());
        Assert.Equal("""["BTCUSDT","ETHUSDT","SOLUSDT"]""", symbols.GetProperty("exchanges").GetProperty("bitget").GetRawText());
        Assert.Equal("""["15m","1h","4h","1d"]""", symbols.GetProperty("timeframes").GetRawText());
    }
}
