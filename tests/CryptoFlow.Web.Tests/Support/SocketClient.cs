using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>A WebSocket client that sends text and reads JSON. Every wait has a time limit that is long enough for a machine under load.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;

    private SocketClient(int? receiveBuffer) => _http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (to, stop) => OpenAsync(to, receiveBuffer, stop) });

    public ClientWebSocket Socket => _socket;

    /// <param name="server">The server.</param>
    /// <param name="path">The path of the WebSocket on the server.</param>
    /// <param name="receiveBuffer">Size of the system's buffer for unread bytes, bytes. Null: the default, which is megabytes.</param>
    public static async Task<SocketClient> ConnectAsync(WebServer server, string path = "/ws", int? receiveBuffer = null)
    {
        var client = new SocketClient(receiveBuffer);
        using var patience = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}{path}"), client._http, patience.Token);
        return client;
    }

    public async Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, patience.Token);
    }

    public Task SubscribeAsync(SeriesKey series) =>
        SendAsync($$"""{"type":"subscribe","symbol":"{{series.Symbol}}","exchange":"{{series.Exchange.ToWireName()}}","tf":{{series.Interval.Minutes}}}""");

    /// <summary>The next message. Null if the server closes the connection.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;

            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(text.ToArray());
        }
    }

    public async Task<JsonElement> ReadAsync(string type)
    {
        var message = await ReadAsync() ?? throw new InvalidOperationException($"Closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
        Assert.Equal(type, message.GetProperty("type").GetString());
        return message;
    }

    /// <summary>Reads all messages up to the close frame.</summary>
    public async Task<WebSocketCloseStatus?> ReadToCloseAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        return _socket.CloseStatus;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _http.Dispose();
    }

    private static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext to, int? receiveBuffer, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(to.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
