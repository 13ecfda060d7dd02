using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// Judges the streams by what REST answers: a stream that has not shown a candle that REST shows as closed was silent for that candle's whole interval. So the rule
/// needs no clock, holds for each interval, and holds for a simulated exchange that runs fast. Pure but for its state.
/// </summary>
internal sealed class StreamJudge
{
    /// <summary>The first interval after a connection may have begun before it.</summary>
    private const int IntervalsToBeHeard = 2;

    private readonly Dictionary<SeriesKey, long> _rest = [];
    private readonly Dictionary<SeriesKey, long> _heardFrom = [];

    /// <summary>The connection of these series is new, or the exchange was asked for them again: they get time to be heard.</summary>
    public void OnConnected(IEnumerable<SeriesKey> series)
    {
        foreach (var key in series)
            _heardFrom[key] = _rest.GetValueOrDefault(key, long.MinValue);
    }

    /// <param name="series">The series.</param>
    /// <param name="newestClosed">Open time of the newest closed candle that REST has answered, ms UTC.</param>
    public void OnRest(SeriesKey series, long newestClosed)
    {
        _rest[series] = newestClosed;
        if (_heardFrom.GetValueOrDefault(series, long.MinValue) == long.MinValue)
            _heardFrom[series] = newestClosed;
    }

    /// <summary>Whether the stream delivers: it has shown a candle that is at least as new as REST's newest.</summary>
    /// <param name="series">The series.</param>
    /// <param name="newestShown">Open time of the newest candle that the stream has shown, ms UTC; <see cref="long.MinValue"/> for none.</param>
    public bool IsLive(SeriesKey series, long newestShown) =>
        newestShown > long.MinValue && newestShown >= _rest.GetValueOrDefault(series, long.MinValue);

    /// <summary>The series that were silent for a whole interval since their connection is there.</summary>
    /// <param name="shown">Open time of the newest candle that the streams have shown, by series.</param>
    public ImmutableArray<SeriesKey> Silent(ImmutableDictionary<SeriesKey, long> shown) =>
    [
        .. shown.Where(s => !IsLive(s.Key, s.Value)
            && _rest.TryGetValue(s.Key, out var rest)
            && rest >= _heardFrom[s.Key] + (IntervalsToBeHeard * s.Key.Interval.Milliseconds)).Select(s => s.Key),
    ];
}
