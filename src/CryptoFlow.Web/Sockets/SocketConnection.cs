using System.Net.WebSockets;
using Akka.Actor;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Moves bytes between one WebSocket and its client's actor. One loop reads, one loop sends. To end the connection, close the outbox;
/// the peer then has <see cref="CloseGrace"/> to receive the close frame and answer it.
/// </summary>
internal sealed class SocketConnection(WebSocket socket, SocketOutbox outbox, IActorRef client, TimeProvider time)
{
    /// <summary>Maximum length of a client's message, bytes.</summary>
    public const int MaxMessageBytes = 4096;

    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    /// <summary>Returns when both loops have ended. A broken connection is not an error.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var grace = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), cut, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var armed = outbox.Closing.Register(() => grace.Change(CloseGrace, Timeout.InfiniteTimeSpan));
        try
        {
            await Task.WhenAll(SendAsync(cut.Token), ReceiveAsync(cut.Token));
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private async Task SendAsync(CancellationToken cut)
    {
        try
        {
            await foreach (var frame in outbox.ReadAllAsync(cut))
            {
                await socket.SendAsync(frame.Utf8, WebSocketMessageType.Text, endOfMessage: true, cut);
                frame.Sent?.Invoke();
            }

            var end = outbox.End!;
            await socket.CloseOutputAsync(end.Status, end.Reason, cut);
        }
        finally
        {
            outbox.Close(new SocketEnd(WebSocketCloseStatus.EndpointUnavailable, "The connection broke.", true));
        }
    }

    private async Task ReceiveAsync(CancellationToken cut)
    {
        var buffer = new byte[MaxMessageBytes + 1];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cut);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;

                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Binary)
                    outbox.Close(new SocketEnd(WebSocketCloseStatus.InvalidMessageType, "Messages are text.", true));
                else if (length > MaxMessageBytes)
                    outbox.Close(new SocketEnd(WebSocketCloseStatus.MessageTooBig, $"A message has at most {MaxMessageBytes} bytes.", true));

                // Once the outbox is closed, messages are discarded. Reading goes on until the peer's close frame arrives.
                if (outbox.End is not null)
                {
                    length = 0;
                }
                else if (part.EndOfMessage)
                {
                    await HandOnAsync(buffer.AsSpan(0, length).ToArray());
                    length = 0;
                }
            }
        }
        finally
        {
            outbox.Close(new SocketEnd(WebSocketCloseStatus.NormalClosure, "", true));
        }
    }

    private async Task HandOnAsync(byte[] message)
    {
        try
        {
            await client.Ask<SocketClientActor.ClientHeard>(new SocketClientActor.ClientSent(message), Timeout.InfiniteTimeSpan, outbox.Closing);
        }
        catch (OperationCanceledException)
        {
            // The outbox was closed meanwhile. Reading goes on until the peer's close frame arrives.
        }
    }
}
