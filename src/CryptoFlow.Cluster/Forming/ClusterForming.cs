using System.Collections.Concurrent;
using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using static CryptoFlow.Cluster.Forming.FormingProtocol;

namespace CryptoFlow.Cluster.Forming;

/// <summary>
/// The forming candles on a node that serves HTTP: from its own streams, and from the messages of other nodes. A candle of another node is shown while that node
/// sends messages, and until the candle or a later candle of its series is committed. One per process; safe for concurrent use.
/// </summary>
/// <remarks>
/// The candles of each node are kept apart. While an exchange moves, two nodes may send its candles for a moment. Then the newer values count, and a candle that the
/// old node takes back stays visible if the new node has sent it.
/// </remarks>
/// <param name="own">The forming candles of this node's own streams.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterForming(FormingBoard own, TimeProvider time) : IFormingCandles
{
    /// <summary>A wish for the same series is recorded at most once in this time.</summary>
    private static readonly TimeSpan NotedEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Node, Exchange Exchange), Shown> _shown = new();
    private readonly ConcurrentDictionary<SeriesKey, long> _closed = new();
    private readonly ConcurrentDictionary<SeriesKey, long> _asked = new();

    /// <summary>Raised when a caller wants a series that nobody has wanted within <see cref="WantedFor"/>. May be raised on any thread.</summary>
    internal event Action? NewlyWanted;

    public IReadOnlyCollection<KeyValuePair<SeriesKey, FormingCandle>> All
    {
        get
        {
            var all = new Dictionary<SeriesKey, FormingCandle>();
            foreach (var (series, forming) in Live().SelectMany(s => s.Candles).Concat(own.All))
            {
                if (!IsClosed(series, forming))
                    all[series] = Newer(all.GetValueOrDefault(series), forming);
            }

            return all;
        }
    }

    public FormingCandle? Find(SeriesKey series)
    {
        var newest = own.Find(series);
        foreach (var (key, shown) in _shown)
        {
            if (key.Exchange != series.Exchange || !shown.Candles.TryGetValue(series, out var forming))
                continue;
            NoteWanted(series);
            if (IsLive(shown))
                newest = Newer(newest, forming);
        }

        return newest is not null && IsClosed(series, newest) ? null : newest;
    }

    /// <summary>Takes a message about the forming candles of a node.</summary>
    /// <param name="node">The node's address.</param>
    /// <param name="message">Its message.</param>
    internal void Take(string node, FormingShown message)
    {
        var shown = _shown.GetOrAdd((node, message.Exchange), _ => new Shown());
        if (message.IsComplete)
        {
            var all = message.Candles.Select(c => c.Series).ToHashSet();
            foreach (var series in shown.Candles.Keys.Where(series => !all.Contains(series)))
                shown.Candles.TryRemove(series, out _);
        }

        foreach (var series in message.Gone)
            shown.Candles.TryRemove(series, out _);
        foreach (var candle in message.Candles)
            shown.Candles[candle.Series] = candle.Forming;
        shown.HeardAt = time.GetTimestamp();
        foreach (var (key, other) in _shown)
        {
            if (time.GetElapsedTime(other.HeardAt) > 10 * SilentAfter || other.Candles.IsEmpty)
                _shown.TryRemove(key, out _);
        }
    }

    /// <summary>A candle of a series is committed: this candle and older candles of the series are hidden from now on.</summary>
    /// <param name="series">The series.</param>
    /// <param name="openTime">Open time of the candle, ms UTC.</param>
    internal void Close(SeriesKey series, long openTime) => _closed.AddOrUpdate(series, openTime, (_, known) => Math.Max(known, openTime));

    /// <summary>Commits were lost, or the file was replaced: it is unknown which candles are committed.</summary>
    internal void ForgetClosed() => _closed.Clear();

    /// <summary>The series that a caller has asked for within <see cref="WantedFor"/>.</summary>
    internal ImmutableArray<SeriesKey> Wanted()
    {
        foreach (var (series, at) in _asked)
        {
            if (time.GetElapsedTime(at) >= WantedFor)
                _asked.TryRemove(KeyValuePair.Create(series, at)); // Not if a caller has just asked again.
        }

        return [.. _asked.Keys];
    }

    private static FormingCandle Newer(FormingCandle? one, FormingCandle other) =>
        one is null || (other.Candle.OpenTime, other.ExchangeTime).CompareTo((one.Candle.OpenTime, one.ExchangeTime)) > 0 ? other : one;

    private IEnumerable<Shown> Live() => _shown.Values.Where(IsLive);

    private bool IsLive(Shown shown) => time.GetElapsedTime(shown.HeardAt) < SilentAfter;

    private bool IsClosed(SeriesKey series, FormingCandle forming) => _closed.TryGetValue(series, out var closed) && forming.Candle.OpenTime <= closed;

    private void NoteWanted(SeriesKey series)
    {
        var now = time.GetTimestamp();
        while (_asked.TryGetValue(series, out var at))
        {
            // An update that fails shows that another caller has changed the entry, or that Wanted has removed it: then the series must be told again.
            if (time.GetElapsedTime(at, now) < NotedEvery || _asked.TryUpdate(series, now, at))
                return;
        }

        if (_asked.TryAdd(series, now))
            NewlyWanted?.Invoke();
    }

    /// <summary>The forming candles of one exchange on one node.</summary>
    private sealed class Shown
    {
        private long _heardAt;

        public ConcurrentDictionary<SeriesKey, FormingCandle> Candles { get; } = new();

        public long HeardAt
        {
            get => Volatile.Read(ref _heardAt);
            set => Volatile.Write(ref _heardAt, value);
        }
    }
}
