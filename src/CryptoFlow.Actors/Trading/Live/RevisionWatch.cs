using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>Finds commits that change a traded candle after a run has read it. The decisions of such a run no longer follow from the stored candles.</summary>
/// <remarks>
/// Each commit and each page has the version of the series, so a commit is compared with the page that holds its candles: a page with the same or a later version
/// has read the change. Safe for threads, because commits come from the actor and pages from the run's task.
/// </remarks>
internal sealed class RevisionWatch
{
    private readonly Lock _lock = new();
    private readonly List<(long From, long Version)> _duringRead = [];
    private bool _reads;
    private bool _isRevised;
    private long _after = long.MinValue;
    private long _readUpTo = long.MinValue;
    private long _version;

    /// <summary>Whether a candle was changed after the run has read it.</summary>
    public bool IsRevised
    {
        get
        {
            lock (_lock)
                return _isRevised;
        }
    }

    /// <param name="commit">A commit of the traded series.</param>
    /// <param name="origin">Open time of the trader's first candle, ms UTC; null if the run has not read it yet.</param>
    public void OnCommit(CandlesCommitted commit, long? origin)
    {
        if (commit.Extent is not { IsEmpty: false } extent || extent.To <= origin)
            return;
        var from = Math.Max(extent.From, origin ?? long.MinValue);
        lock (_lock)
        {
            // Only the version of the last page is known, so a change of an earlier page counts as a revision.
            _isRevised |= from <= _after || (from <= _readUpTo && commit.SeriesVersion > _version);
            if (_reads)
                _duringRead.Add((from, commit.SeriesVersion));
        }
    }

    /// <summary>A query for the next page begins. The page decides about the commits that come before its answer.</summary>
    public void OnReading()
    {
        lock (_lock)
            _reads = true;
    }

    /// <param name="after">The bound of the query, ms UTC.</param>
    /// <param name="page">The traded candles after the bound.</param>
    public void OnRead(long after, CandlesRead page)
    {
        lock (_lock)
        {
            if (page.Candles is [.., var last])
            {
                _isRevised |= _duringRead.Any(c => c.From <= last.OpenTime && c.Version > page.SeriesVersion);
                (_after, _readUpTo, _version) = (after, last.OpenTime, page.SeriesVersion);
            }

            _duringRead.Clear();
            _reads = false;
        }
    }

    /// <summary>The run has stopped before the end of the page, and will read the rest again.</summary>
    /// <param name="processed">Open time of the last candle that the run has processed, ms UTC; null for none.</param>
    public void OnStopped(long? processed)
    {
        lock (_lock)
            _readUpTo = Math.Min(_readUpTo, processed ?? long.MinValue);
    }
}
