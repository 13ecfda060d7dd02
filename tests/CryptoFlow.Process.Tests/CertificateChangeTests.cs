using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CryptoFlow.Processes.Support;
using CryptoFlow.Testing.Security;

namespace CryptoFlow.Processes;

/// <summary>The run book of docs/operations.md, Change the authority: two processes with TLS.</summary>
public sealed class CertificateChangeTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const string Key = "a key of the test only";
    private const string Candles = "/api/candles?symbol=BTCUSDT&exchange=binance&tf=60";

    private static readonly TimeSpan NodePatience = HangGuard.Limit;

    private static readonly string[] Roles = ["db,collector", "web"];

    private readonly int[] _ports = LoopbackPorts.Take(4);
    private readonly ChildProcess?[] _nodes = new ChildProcess?[2];

    /// <summary>
    /// The cluster starts with both authorities, so the test saves the first of the three rounds. In the second round nodes with old and with new certificates work
    /// together, in the third round nodes that trust both and nodes that trust the new authority alone.
    /// </summary>
    [Fact]
    public async Task A_running_cluster_changes_its_authority_node_by_node_and_goes_on_writing()
    {
        using var first = new TestAuthority(Directory.Path, "first");
        using var second = new TestAuthority(Directory.Path, "second");
        var both = Directory.File("both.pem");
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(first.AuthorityPath) + Environment.NewLine + await File.ReadAllTextAsync(second.AuthorityPath));
        using var http = new HttpClient { BaseAddress = Web(1), Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            foreach (var node in (int[])[0, 1])
                Start(node, first, both);
            await ReadyAsync([0, 1]);
            await WritesAsync(http, price: 7);

            foreach (var trusted in new[] { both, second.AuthorityPath })
            {
                foreach (var node in (int[])[1, 0])
                    await RestartAsync(node, second, trusted);
            }

            await WritesAsync(http, price: 8);
        }
        finally
        {
            foreach (var node in _nodes.OfType<ChildProcess>())
                await node.DisposeAsync();
        }
    }

    private Uri Web(int node) => new($"http://127.0.0.1:{_ports[2 + node]}");

    /// <summary>As systemd does: SIGTERM, an orderly leave with exit code 0, a start, and a wait until the node is ready. The other nodes must run all the time.</summary>
    private async Task RestartAsync(int node, TestAuthority authority, string trusted)
    {
        _nodes[node]!.Terminate();
        Assert.Equal(0, await _nodes[node]!.ExitAsync(NodePatience));
        await _nodes[node]!.DisposeAsync();
        Start(node, authority, trusted);
        await ReadyAsync([0, 1]);
    }

    private void Start(int node, TestAuthority authority, string trusted)
    {
        var environment = EnvironmentFor(
            Sets.Short,
            ("Cluster:Enabled", "true"),
            ("Cluster:Roles", Roles[node]),
            ("Cluster:Port", _ports[node].ToString(CultureInfo.InvariantCulture)),
            ("Cluster:SeedNodes", string.Join(',', _ports[..2].Select(p => $"127.0.0.1:{p}"))),
            // A node that gets no processor for some seconds must not be removed.
            ("Cluster:StableAfterSeconds", "30"),
            ("Api:Key", Key));
        foreach (var (key, value) in authority.SettingsFor($"node-{node}"))
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        environment["CryptoFlow__Cluster__Tls__AuthorityPath"] = trusted;
        _nodes[node] = CryptoFlowProcess.RunCommand(environment, ["--urls", Web(node).GetLeftPart(UriPartial.Authority), "--database", Database], Directory.Path);
    }

    private async Task ReadyAsync(int[] nodes)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        foreach (var node in nodes)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    foreach (var running in _nodes.OfType<ChildProcess>())
                        Assert.False(running.HasExited, running.Transcript());
                    return await IsReadyAsync(http, node);
                },
                NodePatience,
                $"node {node} is ready",
                Eventually.Request);
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient http, int node)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Web(node), "/health/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Writes a candle through the web node and reads the candle there.</summary>
    private static async Task WritesAsync(HttpClient http, int price)
    {
        var candle = $$"""{"time":1699999200000,"open":{{price}},"high":{{price}},"low":{{price}},"close":{{price}},"volume":{{price}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/import?exchange=binance&symbol=BTCUSDT&tf=60")
        {
            Content = new StringContent($$"""{"candles":[{{candle}}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Api-Key", Key);
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{Candles}&to=1700002800000", UriKind.Relative)));
        Assert.Equal(price, page.RootElement.GetProperty("candles")[0].GetProperty("open").GetDouble());
    }
}
