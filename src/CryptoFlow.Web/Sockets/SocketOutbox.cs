using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CryptoFlow.Web.Sockets;

/// <summary>One text message on its way to a client.</summary>
/// <param name="Utf8">Shared between clients, never written to.</param>
/// <param name="Sent">Called when it has been handed to the network, or null.</param>
internal readonly record struct OutboundFrame(ReadOnlyMemory<byte> Utf8, Action? Sent = null);

/// <summary>How a connection is to end.</summary>
internal sealed record SocketEnd(WebSocketCloseStatus Status, string Reason, bool DiscardPending);

/// <summary>
/// The bounded queue between what produces for a client and the one loop that sends to it. It never waits: what does not
/// fit is refused, and it is for the producer to give the client up.
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

    /// <summary>Cancelled as soon as the end is decided.</summary>
    public CancellationToken Closing { get; }

    /// <summary>How the connection ends, once that is decided.</summary>
    public SocketEnd? End => Volatile.Read(ref _end);

    /// <summary>False when it is full or closed.</summary>
    public bool TryAdd(OutboundFrame frame) => _frames.Writer.TryWrite(frame);

    /// <summary>Decides the end; the first decision holds.</summary>
    public void Close(SocketEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;

        _frames.Writer.TryComplete();
        _closing.Cancel();
    }

    /// <summary>What is to be sent, until the end is decided and, unless that discards them, the frames before it are out.</summary>
    public async IAsyncEnumerable<OutboundFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellation))
        {
            if (End is { DiscardPending: true })
                yield break;

            yield return frame;
        }
    }

    /// <summary>Ends what has not ended yet, so that nobody goes on producing.</summary>
    public void Dispose()
    {
        Close(new SocketEnd(WebSocketCloseStatus.EndpointUnavailable, "The connection broke.", true));
        _closing.Dispose();
    }
}
