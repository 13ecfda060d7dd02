using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// A WebSocket whose other side is the test. What the exchange says is handled before <see cref="SaysAsync"/> returns, and so is the answer to what the client
/// sends; so a test that moves the clock meanwhile does not depend on the speed of the machine.
/// </summary>
/// <param name="answers">The answers to what the client sends.</param>
/// <param name="onFirstSent">Called when the client has sent its first text and has got the answers.</param>
internal sealed class ScriptedSocket(Func<string, string[]> answers, Action? onFirstSent = null) : WebSocket
{
    private readonly Channel<(byte[] Bytes, bool IsEnd)> _incoming =
        Channel.CreateUnbounded<(byte[], bool)>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasSent;
    private WebSocketState _state = WebSocketState.Open;

    /// <summary>Completes when the client has disposed the socket.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What the client has sent.</summary>
    public ChannelReader<string> Sent => _sent.Reader;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>The exchange says something, in parts of a message if <paramref name="isEnd"/> is false.</summary>
    public Task SaysAsync(string text, bool isEnd = true) => Task.Run(() => _incoming.Writer.TryWrite((Encoding.UTF8.GetBytes(text), isEnd)));

    /// <summary>The connection breaks.</summary>
    public Task CutAsync() => Task.Run(Cut);

    private void Cut() => _incoming.Writer.TryComplete(new WebSocketException("cut"));

    public override void Abort()
    {
        _state = WebSocketState.Aborted;
        Cut();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("CloseAsync may hang; nobody calls it.");

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        _state = WebSocketState.CloseSent;
        return Task.CompletedTask;
    }

    public override void Dispose() => _ended.TrySetResult();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Assert.False(cancellationToken.CanBeCanceled);
        var (bytes, isEnd) = await _incoming.Reader.ReadAsync(CancellationToken.None);
        bytes.CopyTo(buffer);
        return new ValueWebSocketReceiveResult(bytes.Length, WebSocketMessageType.Text, isEnd);
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(buffer.Span);
        _sent.Writer.TryWrite(text);
        foreach (var answer in answers(text))
            _incoming.Writer.TryWrite((Encoding.UTF8.GetBytes(answer), true));
        if (!_hasSent)
            onFirstSent?.Invoke();
        _hasSent = true;
        return ValueTask.CompletedTask;
    }
}
