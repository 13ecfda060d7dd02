using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CryptoFlow.Testing;

/// <summary>
/// An HTTP proxy on loopback. It forwards requests in absolute form and tunnels (CONNECT) to the hosts that the test names, and answers 502
/// for all other hosts. It records everything that its clients send.
/// </summary>
public sealed class RecordingProxy : IAsyncDisposable
{
    private static readonly byte[] BadGateway = Encoding.ASCII.GetBytes("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    private static readonly byte[] Established = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<StringBuilder> _said = new();
    private readonly Func<string, IPEndPoint?> _route;
    private readonly Task _accepting;

    private RecordingProxy(Func<string, IPEndPoint?> route)
    {
        _route = route;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Everything that clients sent, as one text for each connection.</summary>
    public IReadOnlyList<string> Said => [.. _said.Select(text =>
    {
        lock (text)
            return text.ToString();
    })];

    /// <param name="route">Gives the address of a host; null: the proxy does not know the host.</param>
    public static RecordingProxy Start(Func<string, IPEndPoint?> route) => new(route);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The proxy was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var both = client;
        try
        {
            var said = new StringBuilder();
            var stream = client.GetStream();
            var head = await ReadAsync(stream, said);
            _said.Enqueue(said);
            var target = Encoding.ASCII.GetString(head).Split(' ')[1];
            var tunnel = head.AsSpan().StartsWith("CONNECT "u8);
            if (_route(new Uri(tunnel ? $"tcp://{target}" : target).Host) is not { } host)
            {
                await stream.WriteAsync(BadGateway, _stopping.Token);
                return;
            }

            using var upstream = new TcpClient();
            await upstream.ConnectAsync(host, _stopping.Token);
            if (tunnel)
                await stream.WriteAsync(Established, _stopping.Token);
            else
                await upstream.GetStream().WriteAsync(head, _stopping.Token);
            await Task.WhenAny(PassAsync(stream, upstream.GetStream(), said), PassAsync(upstream.GetStream(), stream, null));
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One side has closed the connection, or the test has ended.
        }
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, StringBuilder said)
    {
        var head = new List<byte>();
        var buffer = new byte[4096];
        while (!head.ToArray().AsSpan().EndsWith("\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(buffer, _stopping.Token);
            if (read == 0)
                throw new IOException("The client has hung up.");
            head.AddRange(buffer.AsSpan(0, read));
        }

        said.Append(Encoding.Latin1.GetString([.. head]));
        return [.. head];
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, StringBuilder? said)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is var read and > 0)
        {
            if (said is not null)
            {
                lock (said)
                    said.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }
}
