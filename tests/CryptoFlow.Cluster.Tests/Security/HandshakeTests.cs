using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using CryptoFlow.Cluster.Endings;
using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Membership;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Testing.Security;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Security;

/// <summary>A handshake of TLS that another process breaks off, as a process does that is killed at this moment.</summary>
public sealed class HandshakeTests : IDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>
    /// Akka ends the actor system of the node that has dialled, with its own code, and cannot be told not to. So the code must be one with which a supervisor starts the node
    /// again, and the other nodes must go on.
    /// </summary>
    [Fact]
    public async Task A_node_that_dials_a_peer_which_closes_in_the_middle_of_the_handshake_ends_with_a_code_for_a_restart_and_the_others_go_on()
    {
        using var authority = new TestAuthority(_directory.Path, "ours");
        var ports = LoopbackPorts.Take(2);
        await using var other = await TestNode.StartAsync("db", ports[0], ports[..1], _directory.File("candles.db"), authority.SettingsFor("db"));
        await HoldsAsync(() => other.Readiness.Missing() is null, "the cluster is there");
        using var breaking = new BreakingPeer();

        await using var node = await TestNode.StartAsync("web", ports[1], [ports[0], breaking.Port], "", authority.SettingsFor("web"));
        await HoldsAsync(() => node.System.WhenTerminated.IsCompleted, "the node ends");

        Assert.NotEqual(0, breaking.Broken);
        Assert.Equal(NodeExitCodes.Tls, node.Services.GetRequiredService<INodeEnd>().Find()?.ExitCode);
        Assert.Null(other.Stop.Reason);
        Assert.False(other.System.WhenTerminated.IsCompleted);
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
