namespace CryptoFlow.Web.Feed;

/// <summary>The connection of one client of the feed. One task uses it.</summary>
internal interface IFeedClient
{
    /// <summary>Adds a message to what is sent. It may wait until the client has taken earlier messages.</summary>
    ValueTask SendAsync(FeedMessage message, CancellationToken cut);

    /// <summary>Hands all messages to the network.</summary>
    ValueTask FlushAsync(CancellationToken cut);

    /// <summary>Ends the connection in order, because the server stops.</summary>
    ValueTask EndAsync(FeedPosition position, CancellationToken cut);

    /// <summary>Breaks the connection.</summary>
    void Abort();
}
