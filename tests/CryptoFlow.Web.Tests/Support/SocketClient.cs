using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>A WebSocket client that sends text and reads JSON.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(10));

    public ClientWebSocket Socket => _socket;

    public static async Task<SocketClient> ConnectAsync(WebServer server, string path = "/ws")
    {
        var client = new SocketClient();
        await client._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}{path}"), client._patience.Token);
        return client;
    }

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, _patience.Token);

    public Task SubscribeAsync(SeriesKey series) =>
        SendAsync($$"""{"type":"subscribe","symbol":"{{series.Symbol}}","exchange":"{{series.Exchange.ToWireName()}}","tf":{{series.Interval.Minutes}}}""");

    /// <summary>The next message, or null when the server closes.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, _patience.Token);
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

    /// <summary>Reads up to the close frame.</summary>
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
        _patience.Dispose();
    }
}
