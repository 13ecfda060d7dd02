using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>A trader's queries to the readers. Each has a deadline and is retried a few times. Its only state is the list of collected series.</summary>
internal sealed class StoredCandles(TraderSetup setup)
{
    private const int LedgerRows = 5_000;

    /// <summary>
    /// A trader stops waiting for an unreadable candle after this number of asks, the same number that confirms a missing candle by
    /// default.
    /// </summary>
    private const int UnreadableAsks = 3;

    private readonly SessionCandles _candles = new(setup.NewReaderClient(), setup.Traded);

    /// <summary>The collected series, as of the last <see cref="ReadCollectedAsync"/>.</summary>
    public CollectedSeries Collected { get; private set; } = setup.Collected;

    /// <summary>Reads which series users have added. A trader of a series of the configuration needs no query for that.</summary>
    public async Task ReadCollectedAsync(CancellationToken cancellation)
    {
        var exchange = setup.Traded.Exchange;
        if (setup.Collected.Contains(setup.Traded) || !setup.Collected.Exchanges.ContainsKey(exchange))
            return;
        var read = await AskAsync(remaining => new ReadAddedSeries(exchange, remaining), cancellation).ConfigureAwait(false);
        Collected = setup.Collected.With(read.Series.Select(added => added.Series));
    }

    /// <inheritdoc cref="SessionCandles.TradedAfterAsync"/>
    public Task<CandlesRead> TradedAfterAsync(long time, CancellationToken cancellation) => _candles.TradedAfterAsync(time, cancellation);

    /// <inheritdoc cref="SessionCandles.AddContextAsync"/>
    public Task<ImmutableArray<TimeRange>> AddContextAsync(SessionFeed feed, SeriesKey series, Candle traded, CancellationToken cancellation) =>
        _candles.AddContextAsync(feed, series, traded, cancellation);

    /// <summary>Open times of the oldest and the newest stored candle of the traded series, ms UTC; null if none is stored.</summary>
    public async Task<(long Oldest, long Newest)?> OldestAndNewestAsync(CancellationToken cancellation)
    {
        var first = await _candles.PageAsync(setup.Traded, after: long.MinValue, before: null, cancellation, limit: 1).ConfigureAwait(false);
        var last = await _candles.PageAsync(setup.Traded, after: null, before: null, cancellation, limit: 1).ConfigureAwait(false);
        return first.Candles is [var oldest] && last.Candles is [var newest] ? (oldest.OpenTime, newest.OpenTime) : null;
    }

    /// <summary>Whether the ledger has a row of the traded series with one of these verdicts.</summary>
    public async Task<bool> HasGapAsync(ImmutableArray<GapVerdict> verdicts, CancellationToken cancellation)
    {
        var series = setup.Traded;
        var read = await AskAsync(
            remaining => new ReadGaps(series.Exchange, series.Symbol, series.Interval, verdicts, 1, remaining), cancellation).ConfigureAwait(false);
        return !read.Gaps.IsEmpty;
    }

    /// <summary>Whether each candle of the traded series in a range is stored or is known to stay missing. Reads the range in parts.</summary>
    /// <param name="range">Open times, ms UTC.</param>
    /// <param name="cancellation">Ends the queries.</param>
    public async Task<bool> IsSettledAsync(TimeRange range, CancellationToken cancellation)
    {
        while (range.From < range.To)
        {
            var rest = range;
            var found = await AskAsync(remaining => new FindMissing(setup.Traded, rest, remaining, Counts: false), cancellation).ConfigureAwait(false);
            if (await FindUnresolvedAsync(setup.Traded, found.Missing, cancellation).ConfigureAwait(false) is not null)
                return false;
            range = range with { From = found.Range.To };
        }

        return true;
    }

    /// <summary>The first of the ranges that may still be filled, or null.</summary>
    /// <param name="series">The series that has no candle in them.</param>
    /// <param name="missing">The ranges.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<TimeRange?> FindUnresolvedAsync(SeriesKey series, ImmutableArray<TimeRange> missing, CancellationToken cancellation)
    {
        if (missing.IsEmpty)
            return null;

        // If the series is not collected, only the open ranges of the ledger may still be filled.
        var isCollected = Collected.Contains(series);
        ImmutableArray<GapVerdict> verdicts = isCollected ? [GapVerdict.ConfirmedMissing, GapVerdict.Unreadable] : [GapVerdict.Open, GapVerdict.Repairing];
        var range = new TimeRange(missing.Min(m => m.From), missing.Max(m => m.To));
        var ledger = (await AskAsync(
            remaining => new ReadGaps(series.Exchange, series.Symbol, series.Interval, verdicts, LedgerRows, remaining) { Range = range }, cancellation).ConfigureAwait(false)).Gaps;
        return isCollected
            ? HoleRule.FindUnresolved(missing, ledger.Where(g => g.Verdict == GapVerdict.ConfirmedMissing || g.Asks >= UnreadableAsks).Select(g => g.Range))
            : missing.Where(range => ledger.Any(g => g.Range.Overlaps(range))).Select(range => (TimeRange?)range).FirstOrDefault();
    }

    /// <inheritdoc cref="SessionCandles.AskAsync"/>
    public Task<TAnswer> AskAsync<TAnswer>(Func<TimeSpan, IReadMessage<TAnswer>> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply => _candles.AskAsync(query, cancellation);
}
