using System.Collections.Immutable;
using CryptoFlow.Configuration;
using CryptoFlow.Messages;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>
/// Reads a database file page by page, each page in one short transaction, so that a server with the same file can reset its WAL at any time. A series is therefore
/// not read in one snapshot.
/// </summary>
internal sealed class CandleFile(IReadStore store) : IDisposable
{
    /// <summary>All open times, because another program may have stored rows outside of the recorded bounds of a series.</summary>
    public static readonly TimeRange Everything = new(long.MinValue + 1, long.MaxValue);

    private const int PageSize = 5_000;

    private const int LedgerRows = 5_000;

    private static readonly ImmutableArray<GapVerdict> NotFilled = [.. Enum.GetValues<GapVerdict>().Where(v => v != GapVerdict.Filled)];

    /// <exception cref="FileRefusedException">The file cannot be read.</exception>
    public static CandleFile Open(CryptoFlowOptions options, string path, TimeProvider time) => new(DatabaseFile.OpenForReading(
        StorageSettings.From(options.Database, options.CollectionPlan().Intervals) with { Path = RealPath.Of(path) }, time));

    public ImmutableArray<SeriesStats> Series() => Answer<SeriesListed>(new ListSeries(null, TimeSpan.MaxValue)).Series;

    /// <summary>The rows of a series that open in a range, ascending, including rows off the grid.</summary>
    public IEnumerable<Candle> Read(SeriesKey series, TimeRange range)
    {
        var after = range.From - 1;
        while (true)
        {
            var page = Answer<CandlesRead>(new ReadCandles(series, PageSize, range.To, after, TimeSpan.MaxValue)).Candles;
            foreach (var candle in page)
                yield return candle;
            if (page.Length < PageSize)
                yield break;
            after = page[^1].OpenTime;
        }
    }

    /// <summary>The ranges of the gap ledger that overlap a range and are not filled.</summary>
    public IEnumerable<TimeRange> LedgerOf(SeriesKey series, TimeRange range) =>
        Answer<GapsRead>(new ReadGaps(series.Exchange, series.Symbol, series.Interval, NotFilled, LedgerRows, TimeSpan.MaxValue) { Range = range }).Gaps.Select(g => g.Range);

    /// <summary>The recorded count and the number of rows; null if the series changes too fast to compare them.</summary>
    public (SeriesStats Recorded, SeriesStats Counted)? Count(SeriesKey series)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var counted = Answer<MissingFound>(new FindMissing(series, default, TimeSpan.MaxValue)).Counted!;
            var recorded = Answer<SeriesListed>(new ListSeries(series.Instrument, TimeSpan.MaxValue)).Series.FirstOrDefault(s => s.Series == series);
            if (recorded is not null && recorded.Version == counted.Version)
                return (recorded, counted);
        }

        return null;
    }

    public void Dispose() => store.Dispose();

    private TAnswer Answer<TAnswer>(IReadMessage<TAnswer> query)
        where TAnswer : class, IReadReply => (TAnswer)store.Answer(query, Deadline.Never);
}
