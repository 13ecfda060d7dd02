using System.Net;
using System.Net.Sockets;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Accepts connections and never answers, like a server that was stopped with SIGSTOP.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _taken = [];
    private int _connections;

    public SilentServer()
    {
        _listener.Start();
        _ = TakeAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _taken)
            socket.Dispose();
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                _taken.Add(await _listener.AcceptSocketAsync());
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
