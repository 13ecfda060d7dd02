using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CryptoFlow.Web.Sockets;

/// <summary>One text message on its way to a client.</summary>
/// <param name="Utf8">The message. Clients share the bytes; never write to them.</param>
/// <param name="Sent">Called when the connection has sent the message; null for no call.</param>
internal readonly record struct OutboundFrame(ReadOnlyMemory<byte> Utf8, Action? Sent = null);

/// <summary>The end of a connection: its close frame, and whether pending messages are discarded.</summary>
internal sealed record SocketEnd(WebSocketCloseStatus Status, string Reason, bool DiscardPending);

/// <summary>
/// The bounded queue of messages to one client. The client's actor adds messages, one loop sends them. Adding never waits: a full outbox refuses the message, and the
/// actor then disconnects the client.
/// </summary>
internal sealed class SocketOutbox : IDisposable
{
    private readonly Channel<OutboundFrame> _frames;
    private readonly CancellationTokenSource _closing = new();
    private SocketEnd? _end;

    public SocketOutbox(int limit)
    {
        _frames = Channel.CreateBounded<OutboundFrame>(new BoundedChannelOptions(limit) { SingleReader = true });
        Closing = _closing.Token;
    }

    /// <summary>Cancelled when the outbox is closed.</summary>
    public CancellationToken Closing { get; }

    /// <summary>How the connection ends; null until the outbox is closed.</summary>
    public SocketEnd? End => Volatile.Read(ref _end);

    /// <summary>Adds a message. False when the outbox is full or closed.</summary>
    public bool TryAdd(OutboundFrame frame) => _frames.Writer.TryWrite(frame);

    /// <summary>Closes the outbox. The first call decides how the connection ends; later calls do nothing.</summary>
    public void Close(SocketEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;

        _frames.Writer.TryComplete();
        _closing.Cancel();
    }

    /// <summary>The messages to send. Ends when the outbox is closed, after the pending messages unless <see cref="SocketEnd.DiscardPending"/> is set.</summary>
    public async IAsyncEnumerable<OutboundFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellation))
        {
            if (End is { DiscardPending: true })
                yield break;

            yield return frame;
        }
    }

    /// <summary>Closes the outbox if it is still open, so that the client's actor stops.</summary>
    public void Dispose()
    {
        Close(new SocketEnd(WebSocketCloseStatus.EndpointUnavailable, "The connection broke.", true));
        _closing.Dispose();
    }
}
