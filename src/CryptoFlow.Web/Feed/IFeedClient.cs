namespace CryptoFlow.Web.Feed;

/// <summary>The connection of one client of the feed. One task uses it.</summary>
internal interface IFeedClient
{
    /// <summary>Sends or buffers a message. It may wait until the client has received earlier messages.</summary>
    ValueTask SendAsync(FeedMessage message, CancellationToken cut);

    /// <summary>Sends all buffered messages.</summary>
    ValueTask FlushAsync(CancellationToken cut);

    /// <summary>Ends the connection in order, because the server stops.</summary>
    ValueTask EndAsync(FeedPosition position, CancellationToken cut);

    /// <summary>Breaks the connection.</summary>
    void Abort();
}
