using CryptoFlow.Storage.Candles;
using CryptoFlow.Verification;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>The checks that need no exchange: grid, values, holes, counts, roll-up.</summary>
internal sealed class LocalChecks(CandleFile file, FindingBook book)
{
    /// <summary>Checks one series.</summary>
    /// <returns>The number of its candles.</returns>
    public long Scan(SeriesStats stats, CancellationToken cancellation)
    {
        var scan = new SeriesScan(stats.Series);
        foreach (var candle in file.Read(stats.Series, CandleFile.Everything))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var finding in scan.Add(candle))
                Add(finding);
        }

        if (file.Count(stats.Series) is var (recorded, counted) && SeriesScan.CountFinding(stats.Series, recorded.Rows, counted.Rows, RangeOf(stats)) is { } wrong)
            book.Add(wrong);
        return scan.Candles;
    }

    /// <summary>Compares the longer intervals of an instrument with the roll-up of its base.</summary>
    /// <param name="stored">All stored series of the instrument.</param>
    /// <param name="wanted">The series to check; each is checked as the longer one and as the base.</param>
    /// <param name="cancellation">Ends the check.</param>
    public void RollUp(IReadOnlyCollection<SeriesStats> stored, Func<SeriesKey, bool> wanted, CancellationToken cancellation)
    {
        if (RollUpComparison.BaseOf([.. stored.Select(s => s.Series.Interval)]) is not { } interval)
            return;
        var of = stored.First(s => s.Series.Interval == interval);
        foreach (var longer in stored.Where(s => RollUpComparison.CanCompare(s.Series.Interval, interval) && (wanted(s.Series) || wanted(of.Series))))
        {
            var range = RangeOf(longer).Intersect(new TimeRange(longer.Series.Interval.Floor(of.OldestTime!.Value), long.MaxValue));
            foreach (var finding in RollUpComparison.Compare(longer.Series, file.Read(longer.Series, range), interval, file.Read(of.Series, range)))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsStillSo(longer.Series, of.Series, finding))
                    book.AddRollUp(finding, interval);
            }
        }
    }

    /// <summary>The range from the first to the last row of a series.</summary>
    public static TimeRange RangeOf(SeriesStats stats) => new(stats.OldestTime!.Value, stats.NewestTime!.Value + stats.Series.Interval.Milliseconds);

    private void Add(Finding finding)
    {
        if (finding.Kind != FindingKind.Hole)
        {
            book.Add(finding);
            return;
        }

        foreach (var unknown in SeriesScan.Unknown(finding, file.LedgerOf(finding.Series, finding.Range)))
            book.Add(unknown);
    }

    /// <summary>Compares again, because both series are read page by page, and a server may have changed one of them between two pages.</summary>
    private bool IsStillSo(SeriesKey longer, SeriesKey of, Finding finding) =>
        RollUpComparison.Compare(longer, file.Read(longer, finding.Range), of.Interval, file.Read(of, finding.Range)).Any();
}
