using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CryptoFlow.Torture.Nodes.Network;

/// <summary>Passes TCP connections on to a port of this machine's loopback.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _port;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly Task _accepting;

    private TcpRelay(TcpListener listener, int port)
    {
        (_listener, _port) = (listener, port);
        _accepting = AcceptAsync();
    }

    public EndPoint Address => _listener.LocalEndpoint;

    /// <param name="address">The address of this machine on which the relay listens, at a free port.</param>
    /// <param name="port">The port on loopback.</param>
    public static TcpRelay Start(IPAddress address, int port)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return new TcpRelay(listener, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var passing = PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _connections[passing] = true;
                _ = passing.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay is being disposed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var from = client;
        using var to = new TcpClient();
        try
        {
            await to.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            var (inner, outer) = (to.GetStream(), from.GetStream());
            await Task.WhenAny(outer.CopyToAsync(inner, _stop.Token), inner.CopyToAsync(outer, _stop.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // Both sides are closed, and the node asks again.
        }
    }
}
