using CryptoFlow.Web.Caching;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Joins the history of a series to its commits without a hole and without an overlap. The seam buffers the commits that arrive before the history. The history has a
/// series version; only commits with a newer version follow it. Candles older than the window of the history are left out, because a backfill commits tens of
/// thousands of them.
/// </summary>
/// <param name="limit">Maximum number of candles that are buffered while the history is read.</param>
internal sealed class LiveSeam(int limit)
{
    /// <summary>Maximum number of candles of a history. The window reaches back at least this many intervals from the newest candle.</summary>
    public const int HistoryCandles = 1000;

    private readonly List<HubProtocol.CommitFrames> _collected = [];
    private int _collectedCandles;
    private bool _open;
    private long _version;
    private string? _databaseId;

    /// <summary>Oldest open time of the candles that the client gets, ms UTC.</summary>
    public long From { get; private set; } = long.MinValue;

    /// <summary>The candles of a commit to send now; none while the history is read. Null if the buffer exceeds its limit.</summary>
    public IReadOnlyList<CandleFrame>? Take(HubProtocol.CommitFrames commit)
    {
        if (_open)
            return [.. Due(commit)];

        _collected.Add(commit);
        _collectedCandles += commit.Frames.Length;
        return _collectedCandles <= limit ? [] : null;
    }

    /// <summary>Call when the history has been read. Returns the buffered candles that are newer than the history, in the order of the commits.</summary>
    /// <param name="interval">The interval of the series.</param>
    /// <param name="history">The extent of the history.</param>
    /// <param name="now">The end of the window if the series has no candle yet, ms UTC.</param>
    public IReadOnlyList<CandleFrame> Open(Interval interval, PageExtent history, long now)
    {
        var newest = history.LastTime ?? interval.Floor(now);
        var reach = newest - (HistoryCandles * interval.Milliseconds);
        From = Math.Min(history.FirstTime ?? reach, reach);
        (_version, _databaseId) = (history.Version, history.DatabaseId);
        _open = true;

        IReadOnlyList<CandleFrame> due = [.. _collected.SelectMany(Due)];
        _collected.Clear();
        return due;
    }

    /// <remarks>
    /// When a backup has replaced the file, its series versions may be lower than the version of the history. So versions are compared only within one database.
    /// </remarks>
    private IEnumerable<CandleFrame> Due(HubProtocol.CommitFrames commit) =>
        commit.DatabaseId == _databaseId && commit.SeriesVersion <= _version ? [] : commit.Frames.Where(f => f.OpenTime >= From);
}
