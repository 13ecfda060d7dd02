using CryptoFlow.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Sockets;

/// <summary>Limits the number of WebSocket clients (<c>Api:MaxWebSockets</c>) and counts accepted, refused and dropped clients. Thread-safe.</summary>
internal sealed class SocketCounters(IOptions<CryptoFlowOptions> options)
{
    private readonly int _places = options.Value.Api.MaxWebSockets;
    private int _clients;
    private long _accepted;
    private long _refused;
    private long _droppedSlow;
    private int _historiesWaiting;
    private long _historiesRefused;

    /// <summary>Admits a client. False when the maximum number of clients is connected.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _clients) <= _places)
        {
            Interlocked.Increment(ref _accepted);
            return true;
        }

        Interlocked.Decrement(ref _clients);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>A client has left.</summary>
    /// <param name="isCounted">False for the server's own warm-up connection, which then does not count as accepted.</param>
    public void Leave(bool isCounted = true)
    {
        Interlocked.Decrement(ref _clients);
        if (!isCounted)
            Interlocked.Decrement(ref _accepted);
    }

    /// <summary>Counts a client that was dropped because it read too slowly. Returns their number since the start.</summary>
    public long CountDroppedSlow() => Interlocked.Increment(ref _droppedSlow);

    /// <summary>
    /// A subscription begins to wait for its history. False, and counted as refused, when the number of waiting subscriptions has reached the maximum number of
    /// clients. After true, call <see cref="HistoryWaitOver"/> when the wait ends.
    /// </summary>
    public bool TryWaitForHistory()
    {
        if (Interlocked.Increment(ref _historiesWaiting) <= _places)
            return true;
        Interlocked.Decrement(ref _historiesWaiting);
        CountHistoryRefused();
        return false;
    }

    public void HistoryWaitOver() => Interlocked.Decrement(ref _historiesWaiting);

    /// <summary>Counts a subscription that ended without a history.</summary>
    public void CountHistoryRefused() => Interlocked.Increment(ref _historiesRefused);

    public SocketsAnswer Snapshot() => new(
        Volatile.Read(ref _clients),
        _places,
        Interlocked.Read(ref _accepted),
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _droppedSlow),
        Volatile.Read(ref _historiesWaiting),
        Interlocked.Read(ref _historiesRefused));
}
