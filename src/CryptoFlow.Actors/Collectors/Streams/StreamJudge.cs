using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// Judges the streams by the answers of REST. A stream is silent when REST shows a closed candle that the stream has not shown. The rule needs no clock, so it
/// holds for each interval and for a simulated exchange that runs fast.
/// </summary>
internal sealed class StreamJudge
{
    /// <summary>A stream has two intervals to show a candle, because the first interval may have begun before the connection.</summary>
    private const int IntervalsToBeHeard = 2;

    private readonly Dictionary<SeriesKey, long> _rest = [];
    private readonly Dictionary<SeriesKey, long> _heardFrom = [];
    private readonly HashSet<SeriesKey> _notPolledSince = [];

    /// <summary>The connection of these series is new, or they were subscribed again. Their time to show a candle begins.</summary>
    public void OnConnected(IEnumerable<SeriesKey> series)
    {
        foreach (var key in series)
        {
            _heardFrom[key] = _rest.GetValueOrDefault(key, long.MinValue);
            _notPolledSince.Add(key);
        }
    }

    /// <param name="series">The series.</param>
    /// <param name="newestClosed">Open time of the newest closed candle that REST has answered, ms UTC.</param>
    public void OnRest(SeriesKey series, long newestClosed)
    {
        _rest[series] = newestClosed;

        // Without polls, as in an operator's pause, REST's newest candle before the connection is old. The stream is not judged by the time between.
        if (_notPolledSince.Remove(series) && newestClosed > _heardFrom[series] + series.Interval.Milliseconds)
            _heardFrom[series] = newestClosed;
    }

    /// <summary>Whether the stream delivers: it has shown a candle that is at least as new as REST's newest.</summary>
    /// <param name="series">The series.</param>
    /// <param name="newestShown">Open time of the newest candle that the stream has shown, ms UTC; <see cref="long.MinValue"/> for none.</param>
    public bool IsLive(SeriesKey series, long newestShown) =>
        newestShown > long.MinValue && newestShown >= _rest.GetValueOrDefault(series, long.MinValue);

    /// <summary>The series that were silent for a whole interval since they were connected or subscribed again.</summary>
    /// <param name="shown">Open time of the newest candle that the streams have shown, by series.</param>
    public ImmutableArray<SeriesKey> Silent(ImmutableDictionary<SeriesKey, long> shown) =>
    [
        .. shown.Where(s => !IsLive(s.Key, s.Value)
            && _rest.TryGetValue(s.Key, out var rest)
            && _heardFrom.TryGetValue(s.Key, out var heardFrom)
            && rest >= heardFrom + (IntervalsToBeHeard * s.Key.Interval.Milliseconds)).Select(s => s.Key),
    ];
}
