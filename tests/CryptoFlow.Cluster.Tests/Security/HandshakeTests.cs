using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Security;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Security;

/// <summary>Handshakes of TLS that fail: with a process that is killed at this moment, with a stranger, with a node without TLS.</summary>
public sealed class HandshakeTests : IDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Akka ends the actor system of a node whose own handshake fails, and cannot be told not to. So the node must not let Akka dial such a peer.</summary>
    [Fact]
    public async Task A_node_with_a_seed_that_closes_in_the_middle_of_the_handshake_joins_by_another_seed()
    {
        using var authority = new TestAuthority(_directory.Path, "ours");
        var ports = LoopbackPorts.Take(2);
        await using var other = await TestNode.StartAsync("db", ports[0], ports[..1], _directory.File("candles.db"), authority.SettingsFor("db"));
        await HoldsAsync(() => other.Readiness.Missing() is null, "the cluster is there");
        using var breaking = new BreakingPeer();

        await using var node = await TestNode.StartAsync("web", ports[1], [ports[0], breaking.Port], "", authority.SettingsFor("web"));
        await HoldsAsync(() => node.Readiness.Missing() is null && breaking.Broken > 1, "the node joins, and dials the broken seed again and again");

        AssertGoesOn(node, other);
    }

    /// <summary>The seed may be the node that is right. So a first seed with a wrong certificate must not found a cluster beside the others.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_node_whose_only_other_seed_breaks_the_handshake_founds_no_cluster_and_ends_with_a_code_of_its_own(int place)
    {
        using var authority = new TestAuthority(_directory.Path, "ours");
        using var breaking = new BreakingPeer();
        var port = LoopbackPorts.Take(1)[0];
        int[] seeds = place == 0 ? [port, breaking.Port] : [breaking.Port, port];

        await using var node = await TestNode.StartAsync("web", port, seeds, "", authority.SettingsFor("web"));
        await HoldsAsync(() => node.Stop.Reason is not null, "the node ends");

        Assert.Equal(NodeExitCodes.Tls, node.Stop.ExitCode);
        Assert.StartsWith($"No seed node let this node join the cluster, and a TLS handshake failed. The TLS handshake with 127.0.0.1:{breaking.Port} failed (", node.Stop.Reason, StringComparison.Ordinal);
        Assert.Empty(node.Cluster.State.Members);
    }

    /// <summary>Such a process is started by mistake: with the certificate of another cluster, or without one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stranger_at_the_address_of_a_member_that_was_killed_ends_no_other_node(bool hasCertificate)
    {
        using var ours = new TestAuthority(_directory.Path, "ours");
        using var theirs = new TestAuthority(_directory.Path, "theirs");
        var ports = LoopbackPorts.Take(3);
        await using var db = await TestNode.StartAsync("db", ports[0], ports, _directory.File("candles.db"), ours.SettingsFor("db"));
        await using var web = await TestNode.StartAsync("web", ports[1], ports, "", ours.SettingsFor("web"));
        await using (var killed = await TestNode.StartAsync("web", ports[2], ports, "", ours.SettingsFor("killed")))
        {
            await HoldsAsync(() => db.Cluster.State.Members.Count(m => m.Status == MemberStatus.Up) == 3, "the cluster is whole");
            killed.Crash();
        }

        await using var stranger = await TestNode.StartAsync("web", ports[2], ports[2..], "", hasCertificate ? theirs.SettingsFor("stranger") : null);
        foreach (var node in new[] { db, web })
        {
            await HoldsAsync(() => FaultsOf(node).Contains($"127.0.0.1:{ports[2]}", StringComparison.Ordinal), "the node has dialled the stranger");
            if (hasCertificate)
                Assert.Contains("its certificate CN=stranger is not signed by the authority of this cluster.", FaultsOf(node), StringComparison.Ordinal);
        }

        await HoldsAsync(() => db.Cluster.State.Members.Count == 2 && db.Cluster.State.Unreachable.IsEmpty, "the killed member is removed");
        AssertGoesOn(db, web);
    }

    /// <summary>Nodes are dialled, too: by a node that is killed, by a port scan, by an HTTP probe. That must not end them.</summary>
    [Fact]
    public async Task A_node_that_is_dialled_goes_on_whatever_the_other_side_does()
    {
        using var authority = new TestAuthority(_directory.Path, "ours");
        var ports = LoopbackPorts.Take(2);
        await using var node = await TestNode.StartAsync("db", ports[0], ports[..1], _directory.File("candles.db"), authority.SettingsFor("db"));
        await HoldsAsync(() => node.Readiness.Missing() is null, "the node is ready");

        foreach (var text in (byte[][])[[], [0x16, 0x03, 0x01], "GET / HTTP/1.1\r\n\r\n"u8.ToArray()])
        {
            using var stranger = new TcpClient();
            await stranger.ConnectAsync(IPAddress.Loopback, ports[0]);
            await stranger.GetStream().WriteAsync(text);
            stranger.LingerState = new LingerOption(true, 0);
        }

        // A node that joins afterwards shows that the handshakes before are over.
        await using var next = await TestNode.StartAsync("web", ports[1], ports[..1], "", authority.SettingsFor("web"));
        await HoldsAsync(() => next.Readiness.Missing() is null, "another node joins");
        Assert.Null(node.Stop.Reason);
        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
    }

    private static string FaultsOf(TestNode node) => node.Services.GetRequiredService<DialFaults>().Sentences;

    private static void AssertGoesOn(params TestNode[] nodes)
    {
        Assert.All(nodes, node => Assert.Null(node.Stop.Reason));
        Assert.All(nodes, node => Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason));
    }

    private static Task HoldsAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(() => Task.FromResult(holds()), Patience, what);

    /// <summary>Accepts each connection, reads the first bytes of the handshake and closes.</summary>
    private sealed class BreakingPeer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _work;
        private int _broken;

        public BreakingPeer()
        {
            _listener.Start();
            _work = Task.Run(BreakAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Broken => Volatile.Read(ref _broken);

        public void Dispose()
        {
            _listener.Dispose();
            _work.GetAwaiter().GetResult();
        }

        private async Task BreakAsync()
        {
            try
            {
                while (true)
                {
                    using var peer = await _listener.AcceptTcpClientAsync();
                    if (await peer.GetStream().ReadAsync(new byte[64]) > 0)
                        Interlocked.Increment(ref _broken);
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
