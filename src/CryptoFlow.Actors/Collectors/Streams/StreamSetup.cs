using System.Net.WebSockets;

namespace CryptoFlow.Collectors.Streams;

/// <summary>The streams of one exchange's collector.</summary>
/// <param name="Url">Scheme and host.</param>
/// <param name="ConnectAsync">Opens a socket.</param>
/// <param name="Board">Shows the forming candles.</param>
/// <param name="OnStored">Receives the time between the close of a candle of the streams and its COMMIT.</param>
public sealed record StreamSetup(
    Uri Url, Func<Uri, CancellationToken, Task<WebSocket>> ConnectAsync, FormingBoard Board, Action<Exchange, TimeSpan> OnStored)
{
    /// <summary>The periods and time limits.</summary>
    public required StreamTimes Times { get; init; }
}
