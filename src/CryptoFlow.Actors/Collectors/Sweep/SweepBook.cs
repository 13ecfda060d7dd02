using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>
/// Decides which page of the stored history is compared next. Pages lie on a fixed grid of the exchange's page size, so the pages are the same
/// after a restart. Not thread-safe: owned by one <see cref="SweepActor"/>.
/// </summary>
/// <param name="rules">How often a page is compared.</param>
/// <param name="pageSize">Candles of a page of the exchange.</param>
/// <param name="keptFrom">The open time before which no candle of an interval is collected or kept, by the time of the exchange's clock; null if there is none.</param>
internal sealed class SweepBook(SweepRules rules, Func<Interval, int> pageSize, Func<Interval, long, long>? keptFrom = null)
{
    /// <summary>Pause of a series after a failed request, so that the series does not delay the others.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    private readonly Dictionary<SeriesKey, SweptSeries> _series = [];
    private double _credit = 1;
    private long? _lookedAt;

    /// <summary>Takes the recorded comparisons from the database. They replace the known comparisons of these series.</summary>
    public void Load(IEnumerable<SeriesComparisons> read)
    {
        foreach (var series in read)
        {
            var known = _series[series.Series] = new SweptSeries(series.OldestTime, _series.GetValueOrDefault(series.Series)?.AsideUntil ?? 0);
            foreach (var comparison in series.Pages.Where(p => p.Page == PageAt(series.Series.Interval, p.Page.From)))
                known.ComparedAt[comparison.Page.From] = comparison.At;
        }
    }

    /// <summary>
    /// The pages to compare now, newest first, the series side by side. Their number is limited by the time since the last call, so that the requests are spread
    /// over the period.
    /// </summary>
    /// <param name="wanted">The series that the exchange serves.</param>
    /// <param name="closedAt">Candles that end by this time have closed (the exchange's clock, ms UTC).</param>
    public ImmutableArray<PageTask> Look(IEnumerable<SeriesKey> wanted, long closedAt)
    {
        var due = new List<PageTask>();
        var rate = 0.0;
        foreach (var series in wanted.Where(_series.ContainsKey))
        {
            foreach (var page in PagesOf(series, closedAt))
            {
                var period = rules.PeriodOf(page.Range.To, closedAt);
                rate += SweepRules.RateOf(period);
                if (_series[series].AsideUntil <= closedAt && SweepRules.IsDue(ComparedAt(page), period, closedAt))
                    due.Add(page);
            }
        }

        // Unused credit is not saved, so the next requests are spread also after a quiet hour.
        _credit = Math.Min(_credit, 1) + (rate * Math.Max(0, closedAt - (_lookedAt ?? closedAt)));
        _lookedAt = closedAt;
        var allowed = (int)Math.Min(_credit, due.Count);
        _credit -= allowed;
        return [.. due.OrderByDescending(p => p.Range.To).ThenBy(p => p.Series.Symbol, StringComparer.Ordinal).Take(allowed)];
    }

    /// <summary>The grid page of a request. The request may begin later (at the oldest stored candle) and end sooner.</summary>
    public TimeRange GridPageOf(PageTask task) => PageAt(task.Series.Interval, task.Range.From);

    /// <summary>Records that a page was compared at this time of the exchange's clock.</summary>
    public void Compared(PageTask task, long at)
    {
        if (_series.TryGetValue(task.Series, out var series))
            series.ComparedAt[GridPageOf(task).From] = at;
    }

    /// <summary>Records that the comparison of a page failed.</summary>
    public void Failed(PageTask task, long now)
    {
        if (_series.TryGetValue(task.Series, out var series))
            series.AsideUntil = now + (long)AfterFailure.TotalMilliseconds;
    }

    /// <summary>The age of the comparisons of each series; series without a candle are left out.</summary>
    public ImmutableDictionary<SeriesKey, SeriesVerification> Verification(IEnumerable<SeriesKey> wanted, long closedAt)
    {
        var verification = ImmutableDictionary.CreateBuilder<SeriesKey, SeriesVerification>();
        foreach (var series in wanted.Where(_series.ContainsKey))
        {
            var pages = PagesOf(series, closedAt).Select(page => (page.Candles, At: ComparedAt(page))).ToList();
            var since = closedAt - (long)TimeSpan.FromDays(SeriesVerification.VerifiedWithinDays).TotalMilliseconds;
            if (pages.Count > 0)
                verification[series] = new SeriesVerification(
                    pages.Min(p => p.At), pages.Count(p => p.At is null), pages.Sum(p => p.Candles), pages.Where(p => p.At >= since).Sum(p => p.Candles));
        }

        return verification.ToImmutable();
    }

    private long? ComparedAt(PageTask page) =>
        _series[page.Series].ComparedAt.TryGetValue(GridPageOf(page).From, out var at) ? at : null;

    private IEnumerable<PageTask> PagesOf(SeriesKey series, long closedAt)
    {
        if (_series[series].Oldest is not { } oldest)
            yield break;

        // The oldest time was read some time ago, and retention may have removed the candles since.
        oldest = Math.Max(oldest, keptFrom?.Invoke(series.Interval, closedAt) ?? oldest);
        var stored = new TimeRange(oldest, series.Interval.Floor(closedAt));
        for (var page = PageAt(series.Interval, oldest); page.Overlaps(stored); page = PageAt(series.Interval, page.To))
            yield return new PageTask(series, page.Intersect(stored));
    }

    private TimeRange PageAt(Interval interval, long time)
    {
        var length = pageSize(interval) * interval.Milliseconds;
        var from = time / length * length;
        return new TimeRange(from, from + length);
    }

    private sealed class SweptSeries(long? oldest, long asideUntil)
    {
        public long? Oldest { get; } = oldest;

        public long AsideUntil { get; set; } = asideUntil;

        public Dictionary<long, long> ComparedAt { get; } = [];
    }
}
