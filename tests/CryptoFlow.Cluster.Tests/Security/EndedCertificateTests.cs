using Akka.Actor;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Errors;
using CryptoFlow.Monitoring;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Security;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Security;

/// <summary>A certificate that ends while its node runs.</summary>
public sealed class EndedCertificateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TempDirectory _directory = new();
    private readonly TestAuthority _authority;
    private readonly LaterClock _clock = new();

    public EndedCertificateTests() => _authority = new TestAuthority(_directory.Path, "ours");

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Its_connections_stay_health_says_it_valid_nodes_still_join_it_and_it_ends_nobody_else()
    {
        var (ports, end) = (LoopbackPorts.Take(4), TimeProvider.System.GetUtcNow().AddHours(1));
        await using var db = await StartAsync("db", ports[0], ports[0], end);
        await HoldsAsync(() => db.Readiness.Missing() is null, "the cluster is there");
        await using var web = await StartAsync("web", ports[1], ports[0]);
        await HoldsAsync(() => web.Readiness.Missing() is null, "the second node is there");
        Assert.Contains(db.Health!.Reasons, r => r.EndsWith(" UTC. From then on the other nodes refuse new connections from this node. Give it a new certificate and start it again before.", StringComparison.Ordinal));

        _clock.Later = TimeSpan.FromHours(2);

        await HoldsAsync(() => db.Health!.Reasons.Any(r => r.Contains($" ended at {CertificateVerdict.Text(end)} UTC: its connections stay", StringComparison.Ordinal)), "health says that it has ended");
        await HoldsAsync(() => web.Health!.Storage.Place == StoragePlace.Elsewhere && web.Health.Reasons.IsEmpty, "the connection stays");
        await using var late = await StartAsync("web", ports[2], ports[0]);
        await HoldsAsync(() => late.Readiness.Missing() is null, "a node with a valid certificate joins by the node whose certificate has ended");

        // Its own clock says that its certificate is valid, therefore it starts.
        await using var old = await TestNode.StartAsync("web", ports[3], [ports[1]], "", _authority.SettingsFor("old", end));
        await HoldsAsync(() => web.Services.GetRequiredService<PeerCheck>().LastRefusal is not null, "the node that is dialled refuses");
        Assert.Matches($"^The connection with .+ is refused: its certificate CN=old ended at {CertificateVerdict.Text(end)} UTC\\.$", web.Services.GetRequiredService<PeerCheck>().LastRefusal!);
        await HoldsAsync(() => old.Stop.Reason is not null, "the node with the ended certificate ends, and no other");
        Assert.Equal(NodeExitCodes.Tls, old.Stop.ExitCode);
        Assert.Matches($"^No seed node .+ 127.0.0.1:{ports[1]} closed the connection after the TLS handshake. .+ refuses the certificate of this node \\(CN=old, signed by CN=ours\\)", old.Stop.Reason!);
        Assert.All([db, web, late], node => Assert.Null(node.Stop.Reason));
        Assert.All([db, web, late], node => Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason));
    }

    [Fact]
    public async Task A_node_does_not_start_with_it_and_says_since_when()
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(1);
        _clock.Later = TimeSpan.FromHours(2);

        var refused = await Assert.ThrowsAsync<UserError>(() => StartAsync("db", 0, LoopbackPorts.Take(1)[0], end));

        Assert.EndsWith($"db.pem) ended at {CertificateVerdict.Text(end)} UTC; the other nodes would refuse it.", refused.Message, StringComparison.Ordinal);
    }

    private Task<TestNode> StartAsync(string roles, int port, int seed, DateTimeOffset? validUntil = null) =>
        TestNode.StartAsync(roles, port, [seed], _directory.File("candles.db"), _authority.SettingsFor(roles, validUntil), time: _clock);

    private static Task HoldsAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), Patience, what);

    /// <summary>The machine's clock, with the time of day set forward. Timers and durations do not change.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
