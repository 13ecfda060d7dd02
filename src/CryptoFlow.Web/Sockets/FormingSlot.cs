namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Limits the messages about a forming candle to one client: at most one message is in the outbox, and the newest later message waits in this slot. So a slow
/// client gets fewer messages, and they never fill the outbox.
/// </summary>
internal sealed class FormingSlot
{
    private bool _isOut;
    private CandleFrame? _next;
    private long _newestClosed = long.MinValue;

    /// <summary>A message to send now, or null.</summary>
    public ReadOnlyMemory<byte>? Take(CandleFrame frame)
    {
        if (frame.OpenTime <= _newestClosed)
            return null;
        if (_isOut)
        {
            _next = frame;
            return null;
        }

        _isOut = true;
        return frame.Utf8;
    }

    /// <summary>The client has got this closed candle: later messages about it or an older candle are dropped.</summary>
    /// <param name="openTime">Open time, ms UTC.</param>
    public void OnClosed(long openTime)
    {
        _newestClosed = Math.Max(_newestClosed, openTime);
        if (_next?.OpenTime <= _newestClosed)
            _next = null;
    }

    /// <summary>The message could not be sent.</summary>
    public void Drop() => (_isOut, _next) = (false, null);

    /// <summary>The connection has sent the message. Returns the message to send now, or null.</summary>
    public ReadOnlyMemory<byte>? OnOut()
    {
        var next = _next?.Utf8;
        _next = null;
        _isOut = next is not null;
        return next;
    }
}
