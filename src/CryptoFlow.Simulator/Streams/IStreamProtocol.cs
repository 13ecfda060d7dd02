using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Streams;

/// <summary>The candle stream of one exchange.</summary>
internal interface IStreamApi
{
    Venue Venue { get; }

    StreamRules Rules { get; }

    /// <summary>The protocol of a new connection; null if the exchange has no stream at this path.</summary>
    IStreamProtocol? Open(string path, IQueryCollection query);
}

/// <summary>What an exchange understands and says on one connection. The connection calls it from one task.</summary>
internal interface IStreamProtocol
{
    /// <summary>The connection is open. The path may have named subscriptions.</summary>
    void Opened(IStreamClient client);

    /// <summary>A text message of the client.</summary>
    void Receive(byte[] text, IStreamClient client);

    /// <summary>The client has sent more messages in a second than allowed.</summary>
    void TooManyMessages(IStreamClient client);

    /// <summary>Whether a message says that its candle has closed.</summary>
    bool HasClosedFlag { get; }

    /// <summary>The topic as it is named in a message about another contract.</summary>
    Topic Renamed(Topic topic, string symbol);

    /// <summary>Writes a message about candles of a topic, oldest first.</summary>
    void Write(JsonBody body, Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs);
}

/// <summary>What a message says about a candle.</summary>
internal enum MessageKind
{
    /// <summary>The candle that is still open.</summary>
    Forming,

    /// <summary>A candle that has just closed, with its final values.</summary>
    Closing,

    /// <summary>The newest candles, as the first message of a subscription.</summary>
    Snapshot,
}

/// <summary>What a protocol can do with its connection.</summary>
internal interface IStreamClient
{
    /// <summary>Simulated time, ms UTC.</summary>
    long NowMs { get; }

    /// <summary>The client's subscriptions, oldest first.</summary>
    TopicList Topics { get; }

    /// <summary>Sends a text message.</summary>
    void Reply(string text);

    /// <summary>The client has sent what the exchange counts as a heartbeat.</summary>
    void Beat();

    /// <summary>Whether a fault leaves the client's ping without an answer.</summary>
    bool LeavesPingUnanswered();

    /// <summary>Whether a fault refuses the subscription to a topic.</summary>
    bool Refuses(Topic topic);

    /// <summary>Counts a subscribe request. Returns false if the hour's limit is used up.</summary>
    bool CountSubscribe();

    /// <summary>Ends the connection with a close frame after everything that was sent.</summary>
    void Close(int code, string reason);
}
