using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CryptoFlow.Membership;
using CryptoFlow.Testing;
using CryptoFlow.Web.Logging;
using CryptoFlow.Web.Operations;

namespace CryptoFlow.Web.Tests.Operations.Verbs;

/// <summary>The palette <c>cluster</c> over HTTP, in a process that runs alone and in a member of a cluster.</summary>
public sealed class ClusterVerbsTests : IClassFixture<ClusterVerbsTests.Member>
{
    /// <summary>Verbs that a process refuses if it is not a member of a cluster.</summary>
    public static readonly string[] NeedACluster = ["cluster tail", "cluster join", "cluster leave", "cluster down", "cluster down-unreachable"];

    private const string Db = "akka.tcp://fake@10.0.0.5:8110";
    private const string Web = "akka.tcp://fake@10.0.0.6:8110";

    private readonly FakeCluster _cluster;
    private readonly WebServer _server;

    public ClusterVerbsTests(Member member)
    {
        (_cluster, _server) = (member.Cluster, member.Server);
        _cluster.Done.Clear();
        (_cluster.UnreachableAddress, _cluster.Tls, _cluster.IsMember) = (null, false, true);
    }

    [Theory]
    [InlineData("cluster show", Db + " | [db,collector] | up |  | 0.1.0\n" + Web + " | [web] | up |  | 0.1.0\nCount: 2 nodes")]
    [InlineData("cluster status", Db + " | [db,collector] | up |  | 0.1.0")]
    [InlineData("cluster leader", Db)]
    [InlineData("cluster singletons", "writer | " + Db + " | since 2023-11-14T22:13:20Z | epoch 7\ncollector/binance | " + Web + " | since 2023-11-14T22:13:20Z | \ncollector/bybit | runs nowhere now | since not known | ")]
    [InlineData("collector status", "binance | collecting | synced 2023-11-14T22:13:20Z | budget 500 | of 2,400 | 10 requests | 2 failures | backfill running |  | on " + Web + "\nCount: 1 collectors")]
    [InlineData("cluster leave --yes", Db + " | leaving", "leave " + Db)]
    [InlineData("cluster leave --address 10.0.0.6:8110 --yes", Web + " | leaving", "leave " + Web)]
    [InlineData("cluster down -a " + Web + " --yes", Web + " | down", "down " + Web)]
    [InlineData("cluster down-unreachable --yes", "Count: 0 nodes")]
    public async Task A_member_answers_each_verb_in_the_lines_of_Petabridge_Cmd(string words, string expected, string? done = null)
    {
        using var response = await SendAsync(words);
        Assert.Equal((HttpStatusCode.OK, expected), (response.StatusCode, (await response.Content.ReadAsStringAsync()).TrimEnd('\n')));
        Assert.Equal(done is null ? [] : [done], _cluster.Done);
    }

    [Fact]
    public async Task Only_a_node_without_a_cluster_joins_a_member_says_that_it_is_one()
    {
        using (var refused = await SendAsync("cluster join -a 10.0.0.9:8110 --yes"))
            Assert.StartsWith($"{Db} is a member of a cluster already.", await _server.AssertProblemAsync(refused, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Empty(_cluster.Done);

        _cluster.IsMember = false;
        using var join = await SendAsync("cluster join -a 10.0.0.9:8110 --yes");
        Assert.Equal("akka.tcp://fake@10.0.0.9:8110 | joining\n", await join.Content.ReadAsStringAsync());
        Assert.Equal(["join akka.tcp://fake@10.0.0.9:8110"], _cluster.Done);
    }

    [Fact]
    public async Task A_node_with_TLS_is_named_by_host_and_port_as_well()
    {
        _cluster.Tls = true;
        using var leave = await SendAsync("cluster leave --address 10.0.0.6:8110 --yes");
        _cluster.IsMember = false;
        using var join = await SendAsync("cluster join --address 10.0.0.9:8110 --yes");
        Assert.Equal("akka.ssl.tcp://fake@10.0.0.6:8110 | leaving\n", await leave.Content.ReadAsStringAsync());
        Assert.Equal(["leave akka.ssl.tcp://fake@10.0.0.6:8110", "join akka.ssl.tcp://fake@10.0.0.9:8110"], _cluster.Done);
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_listed_removed_and_keeps_others_from_leaving()
    {
        _cluster.UnreachableAddress = Web;
        using (var show = await SendAsync("cluster show"))
            Assert.Contains($"{Web} | [web] | up | unreachable | 0.1.0", await show.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var leave = await SendAsync("cluster leave --yes"))
            Assert.StartsWith($"{Web} cannot be reached", await _server.AssertProblemAsync(leave, HttpStatusCode.Conflict), StringComparison.Ordinal);
        using (var down = await SendAsync("cluster down-unreachable --yes"))
            Assert.Equal($"{Web} | down\nCount: 1 nodes\n", await down.Content.ReadAsStringAsync());
        Assert.Equal([$"down {Web}"], _cluster.Done);
    }

    [Theory]
    [InlineData("cluster down -a 10.0.0.7:8110 --yes", "There is no member akka.tcp://fake@10.0.0.7:8110")]
    [InlineData("cluster join -a nowhere --yes", "address is 'nowhere'")]
    [InlineData("cluster down --yes", "needs --address|-a ADDRESS")]
    [InlineData("cluster leave", "The program of a node that leaves ends. Give --yes to run cluster leave.")]
    [InlineData("cluster leave -a 10.0.0.6:8110", "Give --yes to run cluster leave.")]
    [InlineData("cluster join -a 10.0.0.9:8110", "Give --yes to run cluster join.")]
    [InlineData("cluster down -a 10.0.0.6:8110", "A node that is removed while it still runs ends its program, and its work starts elsewhere. Give --yes to run cluster down.")]
    [InlineData("cluster down-unreachable", "Give --yes to run cluster down-unreachable.")]
    [InlineData("cluster downn", "The nearest is cluster down.")]
    public async Task Wrong_use_is_400_with_a_sentence(string words, string sentence)
    {
        using var response = await SendAsync(words);
        Assert.Contains(sentence, await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(_cluster.Done);
    }

    [Theory]
    [InlineData("cluster down -a 10.0.0.6:8110 --yes", "An operator at 127.0.0.1 runs cluster down (address 10.0.0.6:8110).")]
    [InlineData("cluster down-unreachable --yes", "An operator at 127.0.0.1 runs cluster down-unreachable (no arguments).")]
    [InlineData("cluster leave --yes", "An operator at 127.0.0.1 runs cluster leave (no arguments).")]
    public async Task A_change_of_the_cluster_leaves_a_line_in_the_log_that_names_the_caller(string words, string line)
    {
        using var response = await SendAsync(words);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(_server.Logs.Of(WebLogEvents.OperationRun), logged => logged.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tail_streams_each_change_at_once_and_ends_when_the_caller_goes()
    {
        using var request = RequestFor("cluster tail");
        using (var response = await _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal($"2023-11-14T22:13:20Z | member up | {Db} | [db,collector]", await lines.ReadLineAsync());
            await _cluster.Changes.Writer.WriteAsync(new ClusterNotice(1_700_000_001_000, "unreachable", Web, null));
            Assert.Equal($"2023-11-14T22:13:21Z | unreachable | {Web} | ", await lines.ReadLineAsync());
        }

        await _cluster.TailEnded.Task.WaitAsync(HangGuard.Limit);
    }

    private static HttpRequestMessage RequestFor(string words)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, OperationsApi.Path) { Content = JsonContent.Create(new { command = words }) };
        request.Headers.Add("X-Api-Key", WebServer.Key);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(string words)
    {
        using var request = RequestFor(words);
        return await _server.Client.SendAsync(request);
    }

    /// <summary>The server of a process that is a member of a cluster.</summary>
    public sealed class Member : IAsyncLifetime
    {
        internal FakeCluster Cluster { get; } = new();

        internal WebServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await WebServer.StartInClusterAsync(Cluster);

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }

    internal sealed class FakeCluster : IClusterControl
    {
        public List<string> Done { get; } = [];

        public string? UnreachableAddress { get; set; }

        public Channel<ClusterNotice> Changes { get; } = Channel.CreateUnbounded<ClusterNotice>();

        public TaskCompletionSource TailEnded { get; } = new();

        /// <summary>Nodes with TLS have another protocol in their addresses.</summary>
        public bool Tls { get; set; }

        /// <summary>False for a node that has not joined yet: it lists no member.</summary>
        public bool IsMember { get; set; } = true;

        public string Self => Of(Db);

        public string? Leader => Db;

        public ImmutableArray<ClusterMember> Members => !IsMember ? [] :
        [
            new(Of(Db), ["db", "collector"], "up", Db != UnreachableAddress, "0.1.0"),
            new(Of(Web), ["web"], "up", Web != UnreachableAddress, "0.1.0"),
        ];

        public ImmutableArray<SingletonPlace> Singletons => [new("writer", Db, 1_700_000_000_000, 7), new("collector/binance", Web, 1_700_000_000_000, null), new("collector/bybit", null, null, null)];

        private string Of(string address) => Tls ? address.Replace("akka.tcp", "akka.ssl.tcp", StringComparison.Ordinal) : address;

        public void Join(string address) => Done.Add($"join {address}");

        public void Leave(string address) => Done.Add($"leave {address}");

        public void Down(string address) => Done.Add($"down {address}");

        public async IAsyncEnumerable<ClusterNotice> TailAsync([EnumeratorCancellation] CancellationToken ended)
        {
            try
            {
                yield return new ClusterNotice(1_700_000_000_000, "member up", Db, "[db,collector]");
                await foreach (var change in Changes.Reader.ReadAllAsync(ended))
                    yield return change;
            }
            finally
            {
                TailEnded.TrySetResult();
            }
        }
    }
}
