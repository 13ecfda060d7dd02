namespace CryptoFlow.Web.Sockets;

/// <summary>
/// The forming candle on its way to one client: at most one message is in the outbox, and of those that come meanwhile only the newest waits. So a slow client
/// gets fewer messages, and none of them pushes a closed candle out of the outbox.
/// </summary>
internal sealed class FormingSlot
{
    private bool _isOut;
    private ReadOnlyMemory<byte>? _next;
    private long _newestClosed = long.MinValue;

    /// <summary>A message to send now, or null.</summary>
    public ReadOnlyMemory<byte>? Take(CandleFrame frame)
    {
        if (frame.OpenTime <= _newestClosed)
            return null;
        if (_isOut)
        {
            _next = frame.Utf8;
            return null;
        }

        _isOut = true;
        return frame.Utf8;
    }

    /// <summary>The client was sent closed candles: what waits may be of the same candle.</summary>
    public void OnClosed(IReadOnlyList<CandleFrame> frames)
    {
        foreach (var frame in frames)
            _newestClosed = Math.Max(_newestClosed, frame.OpenTime);
        if (frames.Count > 0)
            _next = null;
    }

    /// <summary>The message could not be sent.</summary>
    public void Drop() => (_isOut, _next) = (false, null);

    /// <summary>The message has been handed to the network. The message to send now, or null.</summary>
    public ReadOnlyMemory<byte>? OnOut()
    {
        var next = _next;
        _next = null;
        _isOut = next is not null;
        return next;
    }
}
