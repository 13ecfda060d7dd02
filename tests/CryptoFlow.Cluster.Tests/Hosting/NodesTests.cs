using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Security;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Cluster.Tests.Hosting;

/// <summary>Nodes with real actor systems on loopback, in this process.</summary>
public sealed class NodesTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly TimeSpan Patience = HangGuard.Limit;
    private static readonly SeriesKey Series = NodeWrites.Series;

    private readonly TempDirectory _directory = new();

    private string Database => _directory.File("candles.db");

    [Fact]
    public async Task A_node_without_a_file_writes_and_reads_and_hears_of_each_commit()
    {
        var seeds = LoopbackPorts.Take(2);
        await using var db = await TestNode.StartAsync("db", seeds[0], seeds[..1], Database);
        await using var web = await TestNode.StartAsync("web", seeds[1], seeds[..1], "");
        await ReadyAsync(db, web);
        web.Commits.Subscribe(TestActor, CommitKinds.Candles);

        var written = await web.WriteAsync(0);

        Assert.Equal(1, written.Inserted);
        Assert.Equal(1, Assert.Single(ExpectMsg<CandlesCommitted>(Patience).Changed).Close);
        var read = await Reader(web).AskAsync(remaining => new ReadCandles(Series, 10, null, null, remaining), default);
        Assert.Equal(1, Assert.Single(read.Answer!.Candles).Close);
    }

    /// <summary>Between its read of the file and the first commit that the node passes on, a subscriber would miss commits without a word.</summary>
    [Fact]
    public async Task A_subscriber_from_before_the_node_followed_the_commits_is_told_to_read_again()
    {
        var seeds = LoopbackPorts.Take(2);
        await using var web = await TestNode.StartAsync("web", seeds[0], seeds[..1], "");
        web.Commits.Subscribe(TestActor, CommitKinds.Candles);

        await using var db = await TestNode.StartAsync("db", seeds[1], seeds[..1], Database);

        ExpectMsg<CommitFeedReset>(Patience);
        await ReadyAsync(web);
        await web.WriteAsync(0);
        ExpectMsg<CandlesCommitted>(Patience);
    }

    [Fact]
    public async Task A_node_without_the_writer_shows_the_storage_as_the_writers_node_reports_it_and_where_the_writer_runs()
    {
        var seeds = LoopbackPorts.Take(2);
        await using var web = await TestNode.StartAsync("web", seeds[1], seeds[..1], "");
        var unknown = await HealthOf(web, _ => true);
        Assert.Equal((StoragePlace.Unknown, HealthStatus.Unhealthy), (unknown.Storage.Place, unknown.Status));
        Assert.Contains(unknown.Reasons, r => r.StartsWith("The state of the storage is not known", StringComparison.Ordinal));

        await using var db = await TestNode.StartAsync("db", seeds[0], seeds[..1], Database, new Dictionary<string, string?> { ["CryptoFlow:Retention:15m"] = "30" });
        await ReadyAsync(db, web);
        await web.WriteAsync(0);

        var known = await HealthOf(web, h => h.RowsByInterval.GetValueOrDefault(Series.Interval) == 1 && h.Status == HealthStatus.Ok);
        Assert.Equal(StorageSource.On(db.Control.Self), known.Storage);
        Assert.Equal(30, known.Retention?.Rules.Days[Series.Interval]);
        Assert.Equal(new[] { db.Control.Self, web.Control.Self }.Order(), known.Node!.Members.Select(m => m.Address).Order());
        var here = await HealthOf(db, h => h.Writer.Epoch is not null);
        Assert.Equal(StoragePlace.Here, here.Storage.Place);
        foreach (var node in new[] { web, db })
            Assert.Equal(new SingletonPlace("writer", db.Control.Self, here.Writer.OpenedAt, 1), Assert.Single(node.Control.Singletons));
    }

    [Fact]
    public async Task Without_a_node_with_the_database_a_read_is_refused_at_once()
    {
        var seeds = LoopbackPorts.Take(1);
        await using var web = await TestNode.StartAsync("web", seeds[0], seeds, "");

        var read = await Reader(web).AskAsync(_ => new ReadCandles(Series, 10, null, null, TimeSpan.FromHours(1)), default);

        Assert.Equal(ReadRefusal.NotReady, read.Refusal?.Reason);
        Assert.NotNull(web.Readiness.Missing());
    }

    [Fact]
    public async Task The_writer_moves_when_its_node_leaves_and_no_write_and_no_commit_is_lost()
    {
        var seeds = LoopbackPorts.Take(3);
        var first = await TestNode.StartAsync("db", seeds[0], seeds[..1], Database);
        await ReadyAsync(first);
        await using var second = await TestNode.StartAsync("db", seeds[1], seeds[..1], Database);
        await using var web = await TestNode.StartAsync("web", seeds[2], seeds[..1], "");
        await ReadyAsync(second, web);
        web.Commits.Subscribe(TestActor, CommitKinds.Candles);
        await web.WriteAsync(0);

        var (leaving, written) = (first.DisposeAsync().AsTask(), 1);
        while (!leaving.IsCompleted)
            await web.WriteAsync(written++);
        await leaving;
        await web.WriteAsync(written++);

        var commits = Enumerable.Range(0, written).Select(_ => ExpectMsg<CandlesCommitted>(Patience)).ToList();
        Assert.Equal(Enumerable.Range(0, written).Select(n => (long)n), commits.SelectMany(c => c.Changed).Select(c => (c.OpenTime - NodeWrites.TimeOf(0)) / Interval.M15.Milliseconds));
        Assert.Equal(2, commits.Select(c => c.Stamp.Epoch).Distinct().Count());
        var moved = await HealthOf(web, h => h.Writer.Epoch == 2);
        Assert.Equal(second.Control.Self, moved.Storage.Address);
    }

    [Fact]
    public async Task Of_two_clusters_from_one_seed_list_one_ends_with_a_sentence()
    {
        // Of two clusters of the same size the one with the lowest address stays.
        int[] seeds = [.. LoopbackPorts.Take(2).OrderBy(port => $"{port}", StringComparer.Ordinal)];
        await using var one = await TestNode.StartAsync("db", seeds[0], [seeds[0]], Database);
        await ReadyAsync(one);

        // As a seed that was cut off: it has founded a cluster of its own, and now reaches the other again.
        await using var other = await TestNode.StartAsync("web", seeds[1], [seeds[1], seeds[0]], "");
        other.Cluster.Join(other.Cluster.SelfAddress);

        await Eventually.HoldsAsync(() => Task.FromResult(other.Stop.Reason is not null), Patience, "the second cluster ends");
        Assert.Equal(72, other.Stop.ExitCode);
        Assert.StartsWith("There are two clusters", other.Stop.Reason, StringComparison.Ordinal);
        Assert.Null(one.Stop.Reason);
    }

    [Fact]
    public async Task A_node_does_not_join_a_cluster_whose_messages_it_cannot_read()
    {
        var seeds = LoopbackPorts.Take(2);
        using var stranger = ActorSystem.Create("cryptoflow", $$"""akka { actor.provider = remote, remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{seeds[0]}} } }""");
        stranger.ActorOf(Props.Create(() => new Greeter("cryptoflow-greeting wire 9 8 9 members akka.tcp://cryptoflow@127.0.0.1:1")), "node");

        await using var web = await TestNode.StartAsync("web", seeds[1], seeds, "");
        await Eventually.HoldsAsync(() => Task.FromResult(web.Stop.Reason is not null), Patience, "the node ends");

        Assert.Equal(74, web.Stop.ExitCode);
        Assert.Contains("This node reads messages of wire version 1, and the other node sends version 9.", web.Stop.Reason, StringComparison.Ordinal);
        await stranger.Terminate();
    }

    [Fact]
    public async Task With_TLS_nodes_of_one_authority_work_together_and_a_stranger_ends_alone()
    {
        using var authority = new TestAuthority(_directory.Path, "ours");
        using var stranger = new TestAuthority(_directory.Path, "theirs");
        var seeds = LoopbackPorts.Take(3);
        await using var db = await TestNode.StartAsync("db", seeds[0], seeds[..1], Database, authority.SettingsFor("db"));
        await using var web = await TestNode.StartAsync("web", seeds[1], seeds[..1], "", authority.SettingsFor("web"));
        await ReadyAsync(db, web);
        await web.WriteAsync(0);

        await using var foreign = await TestNode.StartAsync("web", seeds[2], seeds[..1], "", stranger.SettingsFor("foreign"));
        await Eventually.HoldsAsync(() => Task.FromResult(foreign.Stop.Reason is not null), Patience, "the stranger ends");

        Assert.Equal(79, foreign.Stop.ExitCode);
        await web.WriteAsync(1);
        Assert.All([db, web], node => Assert.Null(node.Stop.Reason));
        Assert.Null(CoordinatedShutdown.Get(db.System).ShutdownReason);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _directory.Dispose();
    }

    private static async Task ReadyAsync(params TestNode[] nodes)
    {
        foreach (var node in nodes)
            await Eventually.HoldsAsync(() => Task.FromResult(node.Readiness.Missing() is null), Patience, "the node is ready");
    }

    private static Task<SystemHealth> HealthOf(TestNode node, Predicate<SystemHealth> expected) =>
        Poll.UntilAsync(() => node.Health, h => h is not null && expected(h), Patience)!;

    private static ReaderClient Reader(TestNode node) => new(node.Actor<DbReaderRouterActor>(), TimeProvider.System, RetryPolicy.Once(Patience));

    /// <summary>Answers as a node of another release.</summary>
    private sealed class Greeter : ReceiveActor
    {
        public Greeter(string greeting) => Receive<string>(_ => Sender.Tell(greeting));
    }
}
