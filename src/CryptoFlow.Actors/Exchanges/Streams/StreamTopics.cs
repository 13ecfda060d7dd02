using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>The series of a connection, by the exchange's names of their streams. A message with any other name was not subscribed.</summary>
public sealed class StreamTopics
{
    private readonly FrozenDictionary<string, SeriesKey>.AlternateLookup<ReadOnlySpan<char>> _series;

    /// <param name="series">The series of the connection.</param>
    /// <param name="topicOf">The exchange's name of the stream of a series.</param>
    public StreamTopics(ImmutableArray<SeriesKey> series, Func<SeriesKey, string> topicOf)
    {
        Series = series;
        _series = series.ToFrozenDictionary(topicOf, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ImmutableArray<SeriesKey> Series { get; }

    /// <summary>The series with this name of a stream; null if it is not subscribed.</summary>
    public SeriesKey? Find(ReadOnlySpan<char> topic) => _series.TryGetValue(topic, out var series) ? series : null;
}
