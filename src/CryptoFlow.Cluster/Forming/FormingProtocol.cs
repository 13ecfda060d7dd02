using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using CryptoFlow.Messages;

namespace CryptoFlow.Cluster.Forming;

/// <summary>The messages about forming candles between the nodes, by distributed publish-subscribe: at most once, and nobody answers.</summary>
internal static class FormingProtocol
{
    /// <summary>The topic of <see cref="FormingShown"/>.</summary>
    public const string ShownTopic = "cryptoflow-forming";

    /// <summary>The topic of <see cref="FormingWanted"/>.</summary>
    public const string WantedTopic = "cryptoflow-forming-wanted";

    /// <summary>Time between two messages about a series that a node wants.</summary>
    public static readonly TimeSpan ChangesEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Time between two messages about all other series. It is also the sign of life of the node that runs the streams.</summary>
    public static readonly TimeSpan RestEvery = TimeSpan.FromSeconds(2);

    /// <summary>Each of so many messages of <see cref="RestEvery"/> is complete: 10 s. It repairs what a lost message has left out.</summary>
    public const int CompleteEvery = 5;

    /// <summary>What a node has shown is no longer live when the node has not shown itself for this time: three signs of life.</summary>
    public static readonly TimeSpan SilentAfter = 3 * RestEvery;

    /// <summary>A series is wanted for this time after somebody has asked for it.</summary>
    public static readonly TimeSpan WantedFor = TimeSpan.FromSeconds(10);

    /// <summary>A node repeats what it wants.</summary>
    public static readonly TimeSpan WantedEvery = TimeSpan.FromSeconds(5);

    /// <summary>What a node wants is forgotten when the node has not repeated it for this time: three repeats.</summary>
    public static readonly TimeSpan ForgottenAfter = 3 * WantedEvery;

    /// <summary>The forming candles of one exchange, as the streams of the sender's node show them.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="IsComplete">Whether these are all forming candles of the exchange; otherwise those that have changed.</param>
    /// <param name="Candles">The candles.</param>
    /// <param name="Gone">Series that have no forming candle any more.</param>
    public sealed record FormingShown(Exchange Exchange, bool IsComplete, ImmutableArray<ShownCandle> Candles, ImmutableArray<SeriesKey> Gone) : IWireMessage;

    /// <summary>The forming candle of a series.</summary>
    public sealed record ShownCandle(SeriesKey Series, FormingCandle Forming);

    /// <summary>The sender's node wants each change of these series. Replaces what it has wanted before; none ends it.</summary>
    public sealed record FormingWanted(ImmutableArray<SeriesKey> Series) : IWireMessage;
}
