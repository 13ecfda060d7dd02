using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// A WebSocket client of one node that follows the markers. Each connection begins with a history, which must show what was acknowledged before. After it each marker
/// must be pushed once and in order. If the connection ends, the client connects again.
/// </summary>
internal sealed class NodeListener(ClusterNode node, MarkerWriter markers, ConcurrentQueue<string> missed)
{
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    private long _last = -1;
    private long _pushes;
    private int _connections;

    public ClusterNode Node => node;

    /// <summary>The newest marker that the client has seen; -1: none on this connection.</summary>
    public long Last => Volatile.Read(ref _last);

    public long Pushes => Volatile.Read(ref _pushes);

    /// <summary>Connections that have got a history.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop);
            }
            catch (Exception cut) when (cut is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
            {
                // The node has ended or dropped its clients. The next connection reads a new history.
            }

            Volatile.Write(ref _last, -1);
            await Eventually.PassAsync(ConnectAgainAfter);
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ConnectWithin);
        await socket.ConnectAsync(new UriBuilder(node.Place.Web) { Scheme = "ws", Path = "/ws" }.Uri, patience.Token);
        var acknowledged = markers.Acknowledged;
        var subscribe = $$"""{"type":"subscribe","symbol":"{{Marker.Series.Symbol}}","exchange":"bybit","tf":{{Marker.Series.Interval.Minutes}}}""";
        await socket.SendAsync(Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, endOfMessage: true, stop);
        while (await MessageAsync(socket, stop) is { } message)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "history":
                    OnHistory(message, acknowledged);
                    break;
                case "candle":
                    OnCandle(Marker.NumberOf(message.GetProperty("candle")));
                    break;
                default:
                    // The series cannot be read now. The client comes again.
                    return;
            }
        }
    }

    private void OnHistory(JsonElement message, long acknowledged)
    {
        var newest = message.GetProperty("candles").EnumerateArray().Select(Marker.NumberOf).LastOrDefault(-1);
        if (newest < acknowledged)
            missed.Enqueue($"{TimeProvider.System.GetUtcNow()}: the history at {node.Plan} ends with marker {newest}, although {acknowledged} was acknowledged before the client subscribed");
        Volatile.Write(ref _last, newest);
        Interlocked.Increment(ref _connections);
    }

    private void OnCandle(long number)
    {
        if (number != _last + 1)
            missed.Enqueue($"{TimeProvider.System.GetUtcNow()}: the client at {node.Plan} got marker {number} after {_last}");
        Volatile.Write(ref _last, number);
        Interlocked.Increment(ref _pushes);
    }

    private static async Task<JsonElement?> MessageAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var message = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }
}
