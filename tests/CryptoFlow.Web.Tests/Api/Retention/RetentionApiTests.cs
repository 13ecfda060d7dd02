using System.Net;
using System.Text.Json;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Api.Retention;

public sealed class RetentionApiTests : IAsyncLifetime
{
    private const long Day = 86_400_000;
    private const long Midnight = 1_700_000_000_000 / Day * Day;

    private WebServer _server = null!;

    public async Task InitializeAsync() => _server = await WebServer.StartAsync(new FakeSystem(), null, "--CryptoFlow:Retention:15m=30");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_plan_names_each_series_with_a_rule()
    {
        var held = new SeriesStats(Some.Btc, 9_600, Midnight - (100 * Day), Midnight - 900_000, 3) { KeptFrom = Midnight - (200 * Day), NeededFrom = Midnight - (40 * Day) };
        _server.System.Readers = m => m switch
        {
            ReaderProtocol.ListSeries => new ReaderProtocol.SeriesListed([held, new SeriesStats(Some.Btc with { Interval = Interval.H4 }, 600, 0, Midnight, 1)]),

            // Two parts, with a hole of ten candles in the first.
            ReaderProtocol.FindMissing find when find.Range.From == Midnight - (100 * Day) => new ReaderProtocol.MissingFound(
                find.Series, find.Range with { To = find.Range.From + Day }, [new TimeRange(find.Range.From + 900_000, find.Range.From + 9_900_000)], null),
            ReaderProtocol.FindMissing find => new ReaderProtocol.MissingFound(find.Series, find.Range, [], null),
            _ => null,
        };

        var answer = await _server.GetJsonAsync("/api/retention");

        Assert.Equal(["days", "rows", "bytes", "series", "run"], answer.Names());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("run").ValueKind);
        var series = Assert.Single(answer.GetProperty("series").EnumerateArray());
        Assert.Equal(["exchange", "symbol", "tf", "rows", "from", "to", "bytes", "keptFrom", "paperAccountFrom"], series.Names());
        Assert.Equal((60 * 96) - 10, series.GetProperty("rows").GetInt32());
        Assert.Equal((Midnight - (100 * Day), Midnight - (40 * Day)), (series.GetProperty("from").GetInt64(), series.GetProperty("to").GetInt64()));
        Assert.Equal((Midnight - (200 * Day), Midnight - (40 * Day)), (series.GetProperty("keptFrom").GetInt64(), series.GetProperty("paperAccountFrom").GetInt64()));
        Assert.DoesNotContain(_server.System.Asked, m => m is RemoveOldCandles);
    }

    /// <summary>This node keeps 30 days of 15m; the node with the writer keeps 400 days of 4h, and removes.</summary>
    [Fact]
    public async Task A_node_without_the_writer_shows_the_rules_and_the_run_of_the_node_with_the_writer()
    {
        var stats = new SeriesStats(Some.Btc, 9_600, Midnight - (100 * Day), Midnight, 3);
        _server.System.Readers = m => m is ReaderProtocol.ListSeries ? new ReaderProtocol.SeriesListed([stats, stats with { Series = Some.Btc with { Interval = Interval.H4 } }]) : null;
        _server.System.Health = Some.Health() with
        {
            Storage = StorageSource.On("akka.tcp://cryptoflow@10.0.0.5:8110"),
            Retention = new RetentionStatus(new RetentionRules(RetentionRules.None.Days.Add(Interval.H4, 400)), 5) { Removed = 7, Failure = "Busy: locked." },
        };

        var answer = await _server.GetJsonAsync("/api/retention");

        Assert.Equal(400, answer.GetProperty("days").GetProperty("4h").GetInt32());
        Assert.Equal(240, Assert.Single(answer.GetProperty("series").EnumerateArray()).GetProperty("tf").GetInt32());
        var run = answer.GetProperty("run");
        Assert.Equal(["running", "removed", "lastRunAt", "lastRemoved", "failure", "nextAt", "progressAt"], run.Names());
        Assert.Equal((7, "Busy: locked.", 5), (run.GetProperty("removed").GetInt32(), run.GetProperty("failure").GetString(), run.GetProperty("progressAt").GetInt32()));
    }

    [Fact]
    public async Task Before_a_node_with_the_writer_has_reported_the_plan_is_refused()
    {
        _server.System.Health = Some.Health() with { Storage = StorageSource.Unknown };
        using var response = await _server.Client.GetAsync("/api/retention");
        Assert.Contains("No node with the writer", await _server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_needs_the_key_and_goes_to_the_writer_in_the_lane_of_backfills()
    {
        _server.System.Writer = m => m is RemoveOldCandles remove ? new OldCandlesRemoved(remove.Id, remove.Run, Some.Eth, 1_000, Midnight, More: true) : null;
        using (var refused = await _server.Client.PostAsync("/api/retention", null))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain(_server.System.Asked, m => m is RemoveOldCandles);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/retention") { Headers = { { ApiKeyFilter.Header, WebServer.Key } } };
        using var response = await _server.Client.SendAsync(request);

        var answer = await response.JsonAsync();
        Assert.Equal(["exchange", "symbol", "tf", "removed", "keptFrom", "more"], answer.Names());
        Assert.Equal(("bybit", 1_000, true), (answer.GetProperty("exchange").GetString(), answer.GetProperty("removed").GetInt32(), answer.GetProperty("more").GetBoolean()));
        Assert.Equal(WriteLane.Backfill, Assert.Single(_server.System.Asked.OfType<RemoveOldCandles>()).Lane);
    }
}
