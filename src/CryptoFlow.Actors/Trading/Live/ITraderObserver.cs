using CryptoFlow.Messages;

namespace CryptoFlow.Trading.Live;

/// <summary>Receives the snapshots of the paper traders. It is the board of this process, or it sends the snapshots to the boards of other processes.</summary>
public interface ITraderObserver
{
    /// <summary>Called by a trader on each change. May be called from any thread; returns without waiting.</summary>
    void Show(TraderSnapshot snapshot);
}

/// <summary>A trader's snapshot on its way to the boards of other processes.</summary>
public sealed record TraderReported(TraderSnapshot Snapshot) : IWireMessage;
