using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using CryptoFlow.Messages;

namespace CryptoFlow.Cluster.Forming;

/// <summary>The messages about forming candles between the nodes. Distributed publish-subscribe delivers them at most once; no message has a reply.</summary>
internal static class FormingProtocol
{
    /// <summary>The topic of <see cref="FormingShown"/>.</summary>
    public const string ShownTopic = "cryptoflow-forming";

    /// <summary>The topic of <see cref="FormingWanted"/>.</summary>
    public const string WantedTopic = "cryptoflow-forming-wanted";

    /// <summary>Time between two messages about a series that a node wants.</summary>
    public static readonly TimeSpan ChangesEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Time between two messages about all other series. These messages also show that the node with the streams is alive.</summary>
    public static readonly TimeSpan RestEvery = TimeSpan.FromSeconds(2);

    /// <summary>Every fifth message of <see cref="RestEvery"/> is complete, so every 10 s. A complete message repairs the loss of earlier messages.</summary>
    public const int CompleteEvery = 5;

    /// <summary>The candles of a node are hidden after this time without a message from the node: three missed messages.</summary>
    public static readonly TimeSpan SilentAfter = 3 * RestEvery;

    /// <summary>A series counts as wanted for this time after a caller has asked for the series.</summary>
    public static readonly TimeSpan WantedFor = TimeSpan.FromSeconds(10);

    /// <summary>Time after which a node repeats its wishes.</summary>
    public static readonly TimeSpan WantedEvery = TimeSpan.FromSeconds(5);

    /// <summary>The wishes of a node are forgotten after this time without a repeat: three missed repeats.</summary>
    public static readonly TimeSpan ForgottenAfter = 3 * WantedEvery;

    /// <summary>The forming candles of one exchange, from the streams of the sender's node.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="IsComplete">True if these are all forming candles of the exchange; false if these are only the changed candles.</param>
    /// <param name="Candles">The candles.</param>
    /// <param name="Gone">Series that have no forming candle any more.</param>
    public sealed record FormingShown(Exchange Exchange, bool IsComplete, ImmutableArray<ShownCandle> Candles, ImmutableArray<SeriesKey> Gone) : IWireMessage;

    /// <summary>The forming candle of a series.</summary>
    public sealed record ShownCandle(SeriesKey Series, FormingCandle Forming);

    /// <summary>The sender's node wants each change of these series. The list replaces the former list of this node; an empty list ends all wishes.</summary>
    public sealed record FormingWanted(ImmutableArray<SeriesKey> Series) : IWireMessage;
}
