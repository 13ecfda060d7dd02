using CryptoFlow.Messages;

namespace CryptoFlow.Trading.Live;

/// <summary>Takes the snapshots of the paper traders: the board of this process, or whoever sends them to the boards of other processes.</summary>
public interface ITraderObserver
{
    /// <summary>Called by a trader on each change. May be called from any thread; returns without waiting.</summary>
    void Show(TraderSnapshot snapshot);
}

/// <summary>A trader's snapshot on its way to the boards of other processes.</summary>
public sealed record TraderReported(TraderSnapshot Snapshot) : IWireMessage;
