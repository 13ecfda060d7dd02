using CryptoFlow.Web.Caching;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Joins a series' history to its live stream without a hole and without an overlap. Commits are collected from before the
/// history is read; the history says up to which version of the series it is exact; what is newer follows it.
/// Candles from before the window that the history shows are left out: a backfill commits tens of thousands of those.
/// </summary>
/// <param name="limit">Candles that may be collected while the history is read.</param>
internal sealed class LiveSeam(int limit)
{
    /// <summary>Candles of history that a client gets, and intervals that the window reaches back at least.</summary>
    public const int HistoryCandles = 1000;

    private readonly List<HubProtocol.CommitFrames> _collected = [];
    private int _collectedCandles;
    private bool _open;
    private long _version;
    private string? _databaseId;

    /// <summary>Open time from which candles are let through.</summary>
    public long From { get; private set; } = long.MinValue;

    /// <summary>The candles of a commit that are due now: none while it only collects. Null when it has collected more than it may.</summary>
    public IReadOnlyList<CandleFrame>? Take(HubProtocol.CommitFrames commit)
    {
        if (_open)
            return [.. Due(commit)];

        _collected.Add(commit);
        _collectedCandles += commit.Frames.Length;
        return _collectedCandles <= limit ? [] : null;
    }

    /// <summary>The history is out: what was committed after it was read, in the order of the commits.</summary>
    /// <param name="interval">Of the series.</param>
    /// <param name="history">What the client has.</param>
    /// <param name="now">Anchors the window of a series that holds nothing yet, ms UTC.</param>
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
    /// Where a backup was put in the place of the file, its versions begin lower than those that the client has seen: nothing of another database is left out.
    /// </remarks>
    private IEnumerable<CandleFrame> Due(HubProtocol.CommitFrames commit) =>
        commit.DatabaseId == _databaseId && commit.SeriesVersion <= _version ? [] : commit.Frames.Where(f => f.OpenTime >= From);
}
