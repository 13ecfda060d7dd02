using System.Net.WebSockets;

namespace CryptoFlow.Web.Feed;

/// <summary>Sends the feed over a WebSocket. The client sends nothing but its close frame.</summary>
internal sealed class FeedSocketClient(WebSocket socket, TimeProvider time) : IFeedClient, IDisposable
{
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _left = new();
    private WebSocketCloseStatus _status = WebSocketCloseStatus.EndpointUnavailable;
    private string _reason = "The server is going down.";

    /// <summary>Cancelled when the client has sent its close frame or a message, or when its connection is broken.</summary>
    public CancellationToken Left => _left.Token;

    public ValueTask SendAsync(FeedMessage message, CancellationToken cut) => socket.SendAsync(message.Json, WebSocketMessageType.Text, endOfMessage: true, cut);

    public ValueTask FlushAsync(CancellationToken cut) => ValueTask.CompletedTask;

    public async ValueTask EndAsync(FeedPosition position, CancellationToken cut)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        await socket.CloseOutputAsync(_status, _reason, cut);
    }

    public void Abort() => socket.Abort();

    /// <summary>
    /// Reads until the client's close frame. Without a read, pongs would not be processed, and the server would not notice that the client has left. Never throws.
    /// </summary>
    public async Task ListenAsync(CancellationToken aborted)
    {
        var buffer = new byte[256];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    (_status, _reason) = (WebSocketCloseStatus.NormalClosure, "");
                    return;
                }

                if (_left.IsCancellationRequested)
                    continue;
                (_status, _reason) = (WebSocketCloseStatus.PolicyViolation, "This connection takes no messages; subscriptions are on /ws without since.");
                await _left.CancelAsync();
            }
        }
        catch (Exception broken) when (FeedEndpoint.IsBroken(broken))
        {
            socket.Abort();
        }
        finally
        {
            await _left.CancelAsync();
        }
    }

    /// <summary>Waits for the client's close frame after the server's own close frame, then breaks the connection.</summary>
    public async Task ClosedAsync(Task listening)
    {
        await listening.WaitAsync(CloseGrace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!listening.IsCompleted)
            socket.Abort();
        await listening;
    }

    public void Dispose() => _left.Dispose();
}
