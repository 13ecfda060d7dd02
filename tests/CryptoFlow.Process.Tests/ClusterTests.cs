using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Processes.Support;
using CryptoFlow.Processes.Telemetry;
using CryptoFlow.Torture.Feeds;

namespace CryptoFlow.Processes;

/// <summary>Three processes on one host: the database with the collectors, a web node, and a node for paper trading.</summary>
public sealed class ClusterTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const string Key = "a key of the test only";
    private const string Candles = "/api/candles?symbol=BTCUSDT&exchange=binance&tf=60";

    private static readonly TimeSpan NodePatience = HangGuard.Limit;

    private readonly int[] _ports = LoopbackPorts.Take(6);

    [Fact]
    public async Task The_web_node_shows_what_the_database_node_commits_survives_its_kill_and_a_leave_is_a_success()
    {
        await using var db = StartNode("db,collector", 0);
        await using var web = StartNode("web", 1);
        await using var paper = StartNode("paper", 2);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports[4]}"), Timeout = TimeSpan.FromSeconds(30) };
        await Eventually.HoldsAsync(() => HasCandlesAsync(http), NodePatience, "the web node shows candles");
        await AnswersAsync($"http://127.0.0.1:{_ports[3]}/health/ready", HttpStatusCode.OK);
        await AnswersAsync($"http://127.0.0.1:{_ports[3]}{Candles}", HttpStatusCode.NotFound);

        await ShowsTheClusterAsync(ports: _ports[3..]);
        await Eventually.HoldsAsync(() => HasFundingAsync(http), NodePatience, "the web node shows the stored rates and what the collector of another node has heard of the next one");

        using var end = new CancellationTokenSource();
        var feed = new FeedFollower(0, only: null, () => http.BaseAddress, new Random(0));
        var following = feed.RunAsync(calm: new CancellationToken(canceled: true), end.Token);
        await Eventually.HoldsAsync(() => feed.Journal.Messages > 0, NodePatience, "the web node serves the feed");
        using var socket = await SubscribeAsync();
        var newest = await ImportAsync(http, price: 7);
        var committed = $"\"time\":{newest},\"open\":7,";
        await ReceiveAsync(socket, committed);
        Assert.Contains(committed, await http.GetStringAsync(new Uri(Candles, UriKind.Relative)), StringComparison.Ordinal);

        db.Kill();
        await db.ExitAsync(Patience);
        await Eventually.HoldsAsync(async () => await StatusAsync(http) == HttpStatusCode.ServiceUnavailable, NodePatience, "the web node says that the database is away");
        await using var again = StartNode("db,collector", 0);
        await Eventually.HoldsAsync(() => HasCandlesAsync(http), NodePatience, "the web node shows candles again");
        await ImportAsync(http, price: 8);
        await Eventually.HoldsAsync(() => feed.Journal.Number == NewestCommit(), NodePatience, "the feed of the web node is where the log ends");
        await end.CancelAsync();
        await following;
        AssertFeedEqualsLog(feed);
        Assert.False(web.HasExited, web.Transcript());
        Assert.False(paper.HasExited, paper.Transcript());

        using var ops = new HttpClient { BaseAddress = http.BaseAddress };
        ops.DefaultRequestHeaders.Add("X-Api-Key", Key);
        using var leave = await ops.PostAsync(
            new Uri("/ops", UriKind.Relative),
            new StringContent(JsonSerializer.Serialize(new { command = new[] { "cluster", "leave", "--address", $"akka.tcp://cryptoflow@127.0.0.1:{_ports[2]}", "--yes" } }), Encoding.UTF8, "application/json"));
        Assert.True(leave.IsSuccessStatusCode, await leave.Content.ReadAsStringAsync());
        Assert.Equal(0, await paper.ExitAsync(NodePatience));
    }

    private long NewestCommit()
    {
        using var file = new ForeignConnection(Database, readOnly: true);
        return file.Scalar<long>("SELECT max(number) FROM commits");
    }

    /// <summary>One connection, over the death of the writer and its next life: every commit once and in order, under both epochs.</summary>
    private void AssertFeedEqualsLog(FeedFollower feed)
    {
        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Null(new FeedJudge(file).Difference(feed));
        Assert.Empty(feed.Journal.Resets);
        Assert.Equal(1, feed.Connections);
        Assert.Equal(2, feed.Journal.Entries.Select(e => e.Epoch).Distinct().Count());
    }

    private ChildProcess StartNode(string roles, int index)
    {
        var environment = EnvironmentFor(
            Sets.Short,
            ("Cluster:Enabled", "true"),
            ("Cluster:Roles", roles),
            ("Cluster:Port", _ports[index].ToString(CultureInfo.InvariantCulture)),
            ("Cluster:SeedNodes", string.Join(',', _ports[..3].Select(p => $"127.0.0.1:{p}"))),
            ("Cluster:StableAfterSeconds", "3"),
            ("Collector:Funding", "true"),
            ("Api:Key", Key));
        return CryptoFlowProcess.RunCommand(environment, ["--urls", $"http://127.0.0.1:{_ports[3 + index]}", "--database", Database], Directory.Path);
    }

    private static async Task<bool> HasCandlesAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Candles, UriKind.Relative));
            if (!response.IsSuccessStatusCode)
                return false;
            using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return page.RootElement.GetProperty("candles").GetArrayLength() > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> HasFundingAsync(HttpClient http)
    {
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/funding?exchange=binance&to=2100-01-01", UriKind.Relative)));
        return page.RootElement.GetProperty("current").ValueKind == JsonValueKind.Object
            && page.RootElement.GetProperty("rates") is var rates && rates.GetArrayLength() > 0
            && rates[rates.GetArrayLength() - 1].GetProperty("markPrice").ValueKind == JsonValueKind.Number;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var response = await http.GetAsync(new Uri(Candles, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task AnswersAsync(string url, HttpStatusCode code)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(url));
        Assert.True(code == response.StatusCode, $"{url}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Every node answers <c>/metrics</c> with its view of the three members, and one of them runs the writer.</summary>
    private static async Task ShowsTheClusterAsync(int[] ports)
    {
        using var http = new HttpClient();
        var writers = 0.0;
        foreach (var port in ports)
        {
            var metrics = PrometheusText.Read(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")));
            Assert.Empty(metrics.Problems);
            Assert.Equal(3, metrics.Samples["cryptoflow_cluster_members"].Single(s => s.Labels.Contains("\"up\"", StringComparison.Ordinal)).Value);
            Assert.Equal(0, metrics.Samples["cryptoflow_cluster_unreachable"].Single().Value);
            writers += metrics.Samples["cryptoflow_cluster_singleton_here"].Single().Value;
        }

        Assert.Equal(1, writers);
    }

    private async Task<ClientWebSocket> SubscribeAsync()
    {
        var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_ports[4]}/ws"), patience.Token);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"type":"subscribe","exchange":"binance","symbol":"BTCUSDT","tf":60}"""), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        await ReceiveAsync(socket, "history");
        return socket;
    }

    private static async Task ReceiveAsync(ClientWebSocket socket, string expected)
    {
        using var patience = new CancellationTokenSource(NodePatience);
        var (buffer, text) = (new byte[64 * 1024], new StringBuilder());
        while (!text.ToString().Contains(expected, StringComparison.Ordinal))
            text.Append(Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, patience.Token)).Count));
    }

    /// <summary>Writes a candle through the web node; its open time, ms UTC.</summary>
    private static async Task<long> ImportAsync(HttpClient http, int price)
    {
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri(Candles, UriKind.Relative)));
        var time = page.RootElement.GetProperty("candles").EnumerateArray().Last().GetProperty("time").GetInt64();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/import?exchange=binance&symbol=BTCUSDT&tf=60")
        {
            Content = new StringContent(
                $$"""{"candles":[{"time":{{time}},"open":{{price}},"high":{{price}},"low":{{price}},"close":{{price}},"volume":{{price}}}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Api-Key", Key);
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return time;
    }
}
