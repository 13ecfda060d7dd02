using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Market;
using CryptoFlow.Messages;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Cluster.Placement;

/// <summary>How collectors and traders report themselves to all nodes.</summary>
internal static class Reports
{
    /// <summary>The topic of distributed publish-subscribe. A report may get lost, and a node may start later than a report, so each report is repeated.</summary>
    public const string Topic = "cryptoflow-reports";

    /// <summary>A change is published at most once in this time.</summary>
    public static readonly TimeSpan ChangesEvery = TimeSpan.FromSeconds(1);

    /// <summary>An entity is silent if it has not been reported for this time: three repeats.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(15);

    /// <summary>Every report is repeated after this number of periods of <see cref="ChangesEvery"/>: 5 s.</summary>
    public const int RepeatAfter = 5;

    /// <summary>The entity of a report, such as <c>collector/binance</c>; null for another message.</summary>
    public static string? EntityOf(IWireMessage report) => report switch
    {
        CollectorProtocol.CollectorReported m => $"collector/{m.State.Exchange.ToWireName()}",
        TraderReported m => $"trader/{TraderId.Of(m.Snapshot.Trader).Name}",
        _ => null,
    };
}

/// <summary>Sends the snapshots of this node's traders to the boards of all nodes.</summary>
internal sealed class PublishedTraders(IActorRef publisher) : ITraderObserver
{
    public void Show(TraderSnapshot snapshot) => publisher.Tell(new TraderReported(snapshot));
}
