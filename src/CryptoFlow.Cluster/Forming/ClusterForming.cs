using System.Collections.Concurrent;
using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using static CryptoFlow.Cluster.Forming.FormingProtocol;

namespace CryptoFlow.Cluster.Forming;

/// <summary>
/// The forming candles of a node that serves HTTP: those of its own streams, and those that other nodes publish. A candle is live while the node that shows it gives signs
/// of life, and while neither the candle nor a later one of its series is committed. One per process; safe for concurrent use.
/// </summary>
/// <remarks>
/// What each node shows is kept apart. While an exchange moves, two nodes may show it for a moment; the newer values count, and what the old node takes back does not hide
/// what the new node shows.
/// </remarks>
/// <param name="own">The forming candles of this node's own streams.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterForming(FormingBoard own, TimeProvider time) : IFormingCandles
{
    /// <summary>A series that is asked for again and again is noted once in this time.</summary>
    private static readonly TimeSpan NotedEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Node, Exchange Exchange), Shown> _shown = new();
    private readonly ConcurrentDictionary<SeriesKey, long> _closed = new();
    private readonly ConcurrentDictionary<SeriesKey, long> _asked = new();

    /// <summary>Called when somebody wants a series that nobody has wanted for a while. May be called from any thread.</summary>
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

    /// <summary>Takes what a node shows.</summary>
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

    /// <summary>A candle of a series is committed: it, and older ones, do not form any more.</summary>
    /// <param name="series">The series.</param>
    /// <param name="openTime">Open time of the candle, ms UTC.</param>
    internal void Close(SeriesKey series, long openTime) => _closed.AddOrUpdate(series, openTime, (_, known) => Math.Max(known, openTime));

    /// <summary>Commits were lost, or the file was replaced: what was committed is not known.</summary>
    internal void ForgetClosed() => _closed.Clear();

    /// <summary>The series that somebody has asked for within <see cref="WantedFor"/>.</summary>
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

    /// <summary>What one node shows of one exchange.</summary>
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
