using System.Net.WebSockets;
using CryptoFlow.Outgoing;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>Opens the WebSockets to the exchanges, through the same connector and proxy as the requests.</summary>
public sealed class StreamSockets : IDisposable
{
    /// <summary>
    /// Time between two WebSocket pings, and time for the answer. Only for an exchange without a ping of its own: it is not known whether the others answer
    /// WebSocket pings, and an unanswered ping ends the connection.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker _http;
    private readonly bool _pings;

    /// <param name="connector">Opens the TCP connections.</param>
    /// <param name="limits">Whether the exchange has a ping of its own.</param>
    public StreamSockets(OutgoingConnector connector, StreamLimits limits)
    {
        _http = new HttpMessageInvoker(OutgoingHttp.ProxiedHandler(connector));
        _pings = limits.PingEvery is null;
    }

    /// <summary>Connects, and returns after the handshake.</summary>
    /// <exception cref="WebSocketException">No connection, or the exchange refuses the handshake.</exception>
    public async Task<WebSocket> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = _pings ? KeepAlive : TimeSpan.Zero;
            if (_pings)
                socket.Options.KeepAliveTimeout = KeepAlive;
            await socket.ConnectAsync(address, _http, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();
}
