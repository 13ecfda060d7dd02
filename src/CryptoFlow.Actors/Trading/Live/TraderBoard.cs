using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// The newest snapshots of the paper traders, readable without a message or a lock. There is one board in a process; it is safe for concurrent use.
/// </summary>
public sealed class TraderBoard : ITraderObserver
{
    private ImmutableArray<TraderSnapshot> _traders = [];

    /// <summary>The newest snapshot of each trader, in the order of the configuration.</summary>
    public ImmutableArray<TraderSnapshot> Traders => _traders;

    /// <summary>Replaces the trader's snapshot, or adds it at the end. The board has the order of the configuration, because the traders start in that order.</summary>
    public void Show(TraderSnapshot snapshot) => ImmutableInterlocked.Update(ref _traders, static (traders, shown) =>
    {
        for (var i = 0; i < traders.Length; i++)
        {
            if (traders[i].Trader == shown.Trader)
                return traders.SetItem(i, shown);
        }

        return traders.Add(shown);
    }, snapshot);
}
