using System.Collections.Immutable;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>Receives the messages and the events of the connections of one exchange. Called from the connections' receiving tasks, so no method may wait.</summary>
internal interface IStreamSink
{
    /// <param name="connection">The number of the connection, which grows with each connection of the exchange.</param>
    /// <param name="message">The message.</param>
    void OnMessage(long connection, StreamMessage message);

    /// <summary>The exchange has refused the stream of a series, in its own words.</summary>
    void OnRefused(SeriesKey series, string reason);

    /// <summary>The exchange has accepted the stream of a series that it had refused before.</summary>
    void OnAccepted(SeriesKey series);

    /// <summary>A connection is open. Candles may have closed before, so a sync has to ask REST.</summary>
    /// <param name="series">The series of the connection.</param>
    void OnConnected(ImmutableArray<SeriesKey> series);

    /// <summary>A connection has ended, or could not be opened.</summary>
    /// <param name="series">The series that no connection has now.</param>
    /// <param name="reason">Why.</param>
    void OnLost(ImmutableArray<SeriesKey> series, string reason);
}
