using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Monitor.DayRecord;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Logging;
using CryptoFlow.Web.Operations;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Operations;

/// <summary>Each verb of the operations, called over HTTP.</summary>
public sealed class OperationsApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly StorageRecordRead Record = new(
        1_700_000_000_000,
        [new HeldLock("sqlite3 (process 4711)", true, 1_700_000_100_000, 1_700_000_105_000, IsHeld: true), new HeldLock("reader 2 with candles", false, 1_700_000_100_000, 1_700_000_101_000, IsHeld: false)],
        [new WaitedMessages("Sync BINANCE:BTCUSDT 15m", 1_700_000_100_000, 1_700_000_105_100, 3, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(4.4), 1)],
        [new CheckpointsRun(CheckpointMode.Passive, true, 1_700_000_110_000, 1_700_000_111_000, 2, 120, 40, TimeSpan.FromMilliseconds(7))],
        [new RunningRead(2, "the candles of BINANCE:BTCUSDT 15m", TimeSpan.FromMilliseconds(12))]);

    private static readonly RetentionStatus Retention = new(new RetentionRules(RetentionRules.None.Days.Add(Interval.M15, 730).Add(Interval.H4, 400)), 1_700_000_000_000)
    {
        LastRunAt = 1_700_000_000_000,
        LastRemoved = 12,
        Removed = 1_012,
        NextAt = 1_700_003_600_000,
        Failure = "Busy: locked.",
    };

    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData("cluster show", "akka://fake runs alone: one process with all roles, and no cluster.")]
    [InlineData("cluster status", "akka://fake runs alone: one process with all roles, and no cluster.")]
    [InlineData("cluster leader", "akka://fake runs alone: one process with all roles, and no cluster.")]
    [InlineData("cluster singletons", "akka://fake runs alone: one process with all roles, and no cluster.")]
    [InlineData("actor system", "akka://fake")]
    [InlineData("actor hierarchy", "/user\n/user/candle-hub\n/user/collectors\n*Count: * actors")]
    [InlineData("actor hierarchy -d 0 -s /user/writer", "/user/writer\nCount: 1 actors")]
    [InlineData("db status", "writer | open | * wait | * messages committed | * rejected | \nreaders | *\nwal | *\nfile | *")]
    [InlineData("db locks", "write lock | sqlite3 (process 4711) | 2023-11-14T22:15:00Z | 2023-11-14T22:15:05Z | for 5.0 s | held now\n*Count: * holders and queues")]
    [InlineData("db readers", "reader 2 | the candles of BINANCE:BTCUSDT 15m | runs for 12 ms\nCount: 1 queries run | * readers | * queries wait")]
    [InlineData("db retention", "rule | 15m | kept for 730 days\nrule | 4h | kept for 400 days\nrun | waits | last run 2023-11-14T22:13:20Z | 12 candles removed by it | 1,012 since the start | next run 2023-11-14T23:13:20Z | last progress 2023-11-14T22:13:20Z | Busy: locked.")]
    [InlineData("db checkpoint", "checkpoint | passive | complete | moved 4 pages | left 2 pages | 7 ms")]
    [InlineData("db checkpoint --mode truncate --yes", "checkpoint | truncate | complete | moved 4 pages | left 2 pages | 7 ms")]
    [InlineData("db why --at 2023-11-14T22:15", "write lock | sqlite3 (process 4711) | *\nsnapshot | reader 2 with candles | 2023-11-14T22:15:00Z | 2023-11-14T22:15:01Z | for 1.0 s | ended\nwaited | Sync BINANCE:BTCUSDT 15m | * | 3 messages | in the queue up to 4.5 s | for the lock up to 4.4 s | 1 refused\ncheckpoint | passive | * | 2 checkpoints | a reader held it up | moved 120 pages | left 40 pages | up to 7 ms\nCount: 4 entries | from 2023-11-14T22:14:00Z | to 2023-11-14T22:16:00Z | the record is complete since 2023-11-14T22:13:20Z")]
    [InlineData("collector status", "binance | collecting | *Count: * collectors")]
    [InlineData("collector backfill --exchange binance --days 3 --yes", "backfill * | binance | started")]
    [InlineData("collector pause binance --yes", "binance | paused | since 2023-11-14T22:13:20Z")]
    [InlineData("collector resume binance", "binance | resumed")]
    public async Task Each_verb_answers_in_lines_and_with_json_in_objects(string words, string expected)
    {
        Script();
        using var response = await SendAsync(words);
        var text = (await response.Content.ReadAsStringAsync()).TrimEnd('\n');
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(expected).Replace("\\*", "(.|\n)*", StringComparison.Ordinal) + "$", text);

        using var json = await SendAsync(words + " --json");
        Assert.Equal("application/x-ndjson", json.Content.Headers.ContentType?.MediaType);
        var lines = (await json.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(text.Split('\n').Length, lines.Length);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Empty(_server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task Every_verb_of_the_definition_is_run_by_a_test()
    {
        var tested = typeof(OperationsApiTests).GetMethod(nameof(Each_verb_answers_in_lines_and_with_json_in_objects))!
            .GetCustomAttributes(false).OfType<InlineDataAttribute>()
            .Select(d => string.Join(' ', ((string)d.GetData(null!).Single()[0]).Split(' ').Take(2)));
        Assert.Empty(OperationsPalette.All.SelectMany(p => p.Verbs.Select(v => $"{p.Name} {v.Name}")).Except(tested).Except(Verbs.ClusterVerbsTests.NeedACluster));
        using var help = await SendAsync("help");
        Assert.Contains("collector pause", await help.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db lock", "The nearest is db locks.")]
    [InlineData("collector pause binance", "Give --yes")]
    [InlineData("db why --at yesterday", "at is 'yesterday'")]
    [InlineData("db why --at 03:12 --around 0", "1 to 3600")]
    [InlineData("actor hierarchy -d 21", "0 to 20")]
    [InlineData("actor hierarchy -s /user/nobody", "There is no actor /user/nobody")]
    [InlineData("collector backfill --tf 2h --yes", "tf is '2h'")]
    public async Task Wrong_use_is_400_with_a_sentence(string words, string sentence)
    {
        using var response = await SendAsync(words);
        Assert.Contains(sentence, await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"command\":[1]}", HttpStatusCode.BadRequest)]
    [InlineData("{\"command\":{\"x\":1}}", HttpStatusCode.BadRequest)]
    [InlineData("{\"words\":\"db status\"}", HttpStatusCode.BadRequest)]
    public async Task A_body_without_a_command_is_refused_with_an_example(string body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ops") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Api-Key", WebServer.Key);
        using var response = await _server.Client.SendAsync(request);
        Assert.Contains("command", await _server.AssertProblemAsync(response, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_rule_retention_says_that_candles_are_kept_for_ever()
    {
        _server.System.Health = Some.Health();
        using var response = await SendAsync("db retention");
        Assert.Equal("Candles are kept for ever: no CryptoFlow:Retention is set.", (await response.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }

    [Fact]
    public async Task Without_the_key_nothing_is_answered()
    {
        using var response = await _server.Client.PostAsJsonAsync(new Uri("/ops", UriKind.Relative), new { command = "db status" });
        await _server.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("collector pause bybit --yes", "An operator at 127.0.0.1 runs collector pause (exchange bybit).")]
    [InlineData("db checkpoint -m truncate --yes", "An operator at 127.0.0.1 runs db checkpoint (mode truncate).")]
    public async Task A_dangerous_verb_leaves_a_line_in_the_log_that_names_the_caller(string words, string line)
    {
        Script();
        using var response = await SendAsync(words);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(_server.Logs.Of(WebLogEvents.OperationRun), logged => logged.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_of_the_collectors_is_the_answer()
    {
        _server.System.Collectors = _ => new CollectorProtocol.BackfillRefused(default, BackfillRefusal.Paused, "Binance is paused.");
        using var response = await SendAsync("collector backfill --yes");
        Assert.Equal("Binance is paused.", await _server.AssertProblemAsync(response, HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("db locks")]
    [InlineData("db readers")]
    [InlineData("db why --at 03:12")]
    public async Task A_storage_monitor_that_does_not_answer_is_not_called_one_that_has_not_started(string words)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await WebServer.StartAsync(new FakeSystem { Time = time, Health = Some.Health() });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ops") { Content = JsonContent.Create(new { command = words }), Headers = { { "X-Api-Key", WebServer.Key } } };
        var sending = server.Client.SendAsync(request);
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return sending.IsCompleted;
            },
            ended => ended);

        using var response = await sending;
        Assert.Equal("The storage monitor does not answer; try again.", await server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable));
    }

    private void Script()
    {
        _server.System.Health = Some.Health() with { Retention = Retention };
        _server.System.StorageMonitor = m => m is StorageMonitorProtocol.ReadRecord ? Record : null;
        _server.System.Writer = m => m is WriterProtocol.RunCheckpoint order
            ? new WriterProtocol.CheckpointFinished(order.Id, new CheckpointOutcome(order.Mode, false, 12, 10, 4, TimeSpan.FromMilliseconds(7)))
            : null;
        _server.System.Collectors = m => m switch
        {
            CollectorProtocol.StartBackfill start => new CollectorProtocol.BackfillAccepted(start.Run, [Exchange.Binance]),
            CollectorProtocol.PauseCollector pause => new CollectorProtocol.CollectorPaused(pause.Exchange, 1_700_000_000_000),
            CollectorProtocol.ResumeCollector resume => new CollectorProtocol.CollectorResumed(resume.Exchange),
            _ => null,
        };
    }

    private async Task<HttpResponseMessage> SendAsync(string words)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ops") { Content = JsonContent.Create(new { command = words.Split(' ') }) };
        request.Headers.Add("X-Api-Key", WebServer.Key);
        return await _server.Client.SendAsync(request);
    }
}
