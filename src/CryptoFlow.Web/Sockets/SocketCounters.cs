using CryptoFlow.Configuration;
using CryptoFlow.Web.Api;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Sockets;

/// <summary>The places for WebSocket clients, and what became of those who asked for one. Safe for any thread.</summary>
internal sealed class SocketCounters(IOptions<CryptoFlowOptions> options)
{
    private readonly int _places = options.Value.Api.MaxWebSockets;
    private int _clients;
    private long _accepted;
    private long _refused;
    private long _droppedSlow;
    private int _historiesWaiting;
    private long _historiesRefused;

    /// <summary>Takes a place; false when all are taken.</summary>
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

    /// <summary>Gives a place back.</summary>
    /// <param name="isCounted">Whether this was a client; false for the server's own warm-up, which is not to be counted.</param>
    public void Leave(bool isCounted = true)
    {
        Interlocked.Decrement(ref _clients);
        if (!isCounted)
            Interlocked.Decrement(ref _accepted);
    }

    /// <summary>Counts a client that did not read what it subscribed to; how many there have been.</summary>
    public long CountDroppedSlow() => Interlocked.Increment(ref _droppedSlow);

    /// <summary>A subscription begins to wait for its history; false, and counted as refused, when there are as many as places for clients. Each true is followed by <see cref="HistoryWaitOver"/>.</summary>
    public bool TryWaitForHistory()
    {
        if (Interlocked.Increment(ref _historiesWaiting) <= _places)
            return true;
        Interlocked.Decrement(ref _historiesWaiting);
        CountHistoryRefused();
        return false;
    }

    public void HistoryWaitOver() => Interlocked.Decrement(ref _historiesWaiting);

    /// <summary>Counts a subscription that got no history.</summary>
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
