using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Verification;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>The findings of a check of the stored candles, made after a page was compared with the exchange.</summary>
/// <param name="Page">The compared page.</param>
/// <param name="Rows">Rows of the page that are off the grid or impossible. The exchange's values are stored already, so nothing repairs them.</param>
/// <param name="RolledUp">The range in which longer candles were compared with their roll-up; empty if the page is not of the base interval.</param>
/// <param name="RollUps">Longer candles that are not the roll-up of their base candles.</param>
/// <param name="Again">Candles of the page with such an earlier finding, each with the result of the new check: true if the candle is still not the roll-up of its
/// base candles.</param>
internal sealed record CheckedPage(
    PageTask Page,
    ImmutableArray<Finding> Rows,
    TimeRange RolledUp,
    ImmutableArray<Finding> RollUps,
    ImmutableArray<(Finding Finding, bool Still)> Again);

/// <summary>
/// The checks of <c>verify</c> that need no exchange, for one page: grid, values, roll-up. The queries are few and short, so that they do not delay other readers.
/// Holes and counts are not checked here, because the search for missing candles covers them.
/// </summary>
internal sealed class StoredPageCheck(ReaderClient readers)
{
    /// <summary>The most rows of one query.</summary>
    private const int MostRows = 5_000;

    /// <summary>The most earlier findings that are checked again after one page.</summary>
    private const int MostAgain = 20;

    /// <param name="page">The page that was compared.</param>
    /// <param name="series">The series of the exchange.</param>
    /// <param name="pending">The candles of this series that were not the roll-up of their base candles before.</param>
    /// <param name="cancellation">Ends the queries.</param>
    /// <returns>Null if the readers refused a query. Then the page is checked after its next comparison.</returns>
    public async Task<CheckedPage?> RunAsync(PageTask page, ImmutableArray<SeriesKey> series, ImmutableArray<Finding> pending, CancellationToken cancellation)
    {
        if (await ReadAsync(page.Series, page.Range, cancellation).ConfigureAwait(false) is not { } rows)
            return null;
        var scan = new SeriesScan(page.Series);
        ImmutableArray<Finding> wrong = [.. rows.SelectMany(scan.Add).Where(f => f.Kind is FindingKind.OffGrid or FindingKind.Impossible)];

        ImmutableArray<SeriesKey> all = [.. series.Where(s => s.Instrument == page.Series.Instrument)];
        if (RollUpComparison.BaseOf([.. all.Select(s => s.Interval)]) is not { } of)
            return new CheckedPage(page, wrong, default, [], []);
        if (page.Series.Interval != of)
            return await LookAgainAsync(page, wrong, page.Series with { Interval = of }, pending, cancellation).ConfigureAwait(false);

        ImmutableArray<SeriesKey> longer = [.. all.Where(s => RollUpComparison.CanCompare(s.Interval, of))];
        if (longer.IsEmpty)
            return new CheckedPage(page, wrong, default, [], []);
        var longest = longer.Max(s => s.Interval);
        var range = new TimeRange(longest.Floor(page.Range.From), longest.Ceiling(page.Range.To));
        if (await ReadAsync(page.Series, range, cancellation).ConfigureAwait(false) is not { } bases)
            return null;
        var rollUps = ImmutableArray.CreateBuilder<Finding>();
        foreach (var one in longer)
        {
            if (await ReadAsync(one, range, cancellation).ConfigureAwait(false) is not { } stored)
                return null;
            rollUps.AddRange(RollUpComparison.Compare(one, stored, of, bases));
        }

        return new CheckedPage(page, wrong, range, rollUps.ToImmutable(), []);
    }

    private async Task<CheckedPage?> LookAgainAsync(
        PageTask page, ImmutableArray<Finding> wrong, SeriesKey of, ImmutableArray<Finding> pending, CancellationToken cancellation)
    {
        var again = ImmutableArray.CreateBuilder<(Finding, bool)>();
        foreach (var finding in pending.Where(f => page.Range.Contains(f.Range.From)).Take(MostAgain))
        {
            if (await ReadAsync(page.Series, finding.Range, cancellation).ConfigureAwait(false) is not { } stored
                || await ReadAsync(of, finding.Range, cancellation).ConfigureAwait(false) is not { } bases)
                return null;
            again.Add((finding, RollUpComparison.Compare(page.Series, stored, of.Interval, bases).Any()));
        }

        return new CheckedPage(page, wrong, default, [], again.ToImmutable());
    }

    private async Task<ImmutableArray<Candle>?> ReadAsync(SeriesKey series, TimeRange range, CancellationToken cancellation)
    {
        var read = await readers.AskAsync(remaining => new ReadCandles(series, MostRows, range.To, range.From - 1, remaining), cancellation).ConfigureAwait(false);
        return read.IsAnswered ? read.Answer.Candles : null;
    }
}
