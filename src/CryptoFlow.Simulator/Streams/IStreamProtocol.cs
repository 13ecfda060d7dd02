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

/// <summary>The messages of one exchange on one connection. The connection calls it from one task.</summary>
internal interface IStreamProtocol
{
    /// <summary>The connection is open. Its path may name subscriptions.</summary>
    void Opened(IStreamClient client);

    /// <summary>A text message of the client.</summary>
    void Receive(byte[] text, IStreamClient client);

    /// <summary>The client has sent more messages in a second than allowed.</summary>
    void TooManyMessages(IStreamClient client);

    /// <summary>Whether a message says that its candle has closed.</summary>
    bool HasClosedFlag { get; }

    /// <summary>The topic's name in a message about another contract.</summary>
    Topic Renamed(Topic topic, string symbol);

    /// <summary>Writes a message about candles of a topic, oldest first.</summary>
    void Write(JsonBody body, Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs);
}

/// <summary>The state of the candle in a message.</summary>
internal enum MessageKind
{
    /// <summary>The forming candle.</summary>
    Forming,

    /// <summary>A candle that has just closed, with its final values.</summary>
    Closing,

    /// <summary>The newest candles, as the first message of a subscription.</summary>
    Snapshot,
}

/// <summary>The connection, as its protocol uses it.</summary>
internal interface IStreamClient
{
    /// <summary>Simulated time, ms UTC.</summary>
    long NowMs { get; }

    /// <summary>The client's subscriptions, oldest first.</summary>
    TopicList Topics { get; }

    /// <summary>Sends a text message.</summary>
    void Reply(string text);

    /// <summary>The client has sent a heartbeat by the exchange's rules.</summary>
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
