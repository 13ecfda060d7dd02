using System.Net.WebSockets;

namespace CryptoFlow.Collectors.Streams;

/// <summary>The streams of one exchange's collector.</summary>
/// <param name="Url">Scheme and host.</param>
/// <param name="ConnectAsync">Opens a socket.</param>
/// <param name="Board">Shows the forming candles.</param>
/// <param name="OnStored">Is told how long after its close a candle of the streams was committed.</param>
public sealed record StreamSetup(
    Uri Url, Func<Uri, CancellationToken, Task<WebSocket>> ConnectAsync, FormingBoard Board, Action<Exchange, TimeSpan> OnStored)
{
    /// <summary>The periods.</summary>
    public required StreamTimes Times { get; init; }
}
