using System.Collections.Immutable;
using Akka.Streams;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors;

/// <summary>What a run tells its collector on its way.</summary>
internal abstract record RunEvent(RunId Run)
{
    /// <summary>The requests are known; nothing has been asked yet.</summary>
    public sealed record Planned(RunId Run, ImmutableArray<PageTask> Pages, BackfillPlan Plan) : RunEvent(Run);

    /// <summary>What an earlier pass left is asked for once more.</summary>
    public sealed record Extended(RunId Run, ImmutableArray<PageTask> Pages) : RunEvent(Run);

    public sealed record PageDone(RunId Run, PageOutcome Outcome) : RunEvent(Run);

    /// <summary>The run is over. Failure is null where it came to its end.</summary>
    public sealed record Ended(RunId Run, RunEnd End) : RunEvent(Run);
}

/// <summary>How a run ended.</summary>
/// <param name="Cancelled">By a user or the shutdown.</param>
/// <param name="Failure">Why it could not go on, or null.</param>
/// <param name="NextDue">When the next missing range may be asked for again, ms UTC, or null.</param>
/// <param name="Defect">An exception that is not foreseen, or null.</param>
internal sealed record RunEnd(bool Cancelled, string? Failure, long? NextDue, Exception? Defect = null);

/// <summary>
/// One backfill run of one exchange: search, plan, ask and store, search again, record. Runs beside the collector's mailbox and
/// speaks to it only in <see cref="RunEvent"/>s, each with the run's id. Never throws.
/// </summary>
internal sealed class BackfillJob(
    CollectorContext context,
    RunId run,
    ImmutableArray<SeriesKey> series,
    int historyDays,
    bool settleOlder,
    bool compares,
    Func<long> exchangeNow,
    Action<RunEvent> tell,
    IMaterializer materializer)
{
    /// <summary>
    /// Passes over what is missing. The second one asks again for what the first one was not given: an answer that was cut short
    /// costs a request, not a wait; what the second one is not given either counts as one ask.
    /// </summary>
    private const int Passes = 2;

    /// <summary>The newest candles are the sync's job; closer to now than this nothing counts as missing.</summary>
    private static readonly TimeSpan SyncMargin = TimeSpan.FromSeconds(10);

    private readonly GapSearch _search = new(context, run);
    private readonly PageWorker _worker = new(context, run);
    private readonly Dictionary<SeriesKey, ImmutableArray<TimeRange>> _answered = [];
    private readonly Dictionary<SeriesKey, ImmutableArray<TimeRange>> _beforeListing = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            tell(new RunEvent.Ended(run, new RunEnd(false, null, await FillAsync(cancellation).ConfigureAwait(false))));
        }
        catch (OperationCanceledException)
        {
            tell(new RunEvent.Ended(run, new RunEnd(Cancelled: true, null, null)));
        }
        catch (SearchFailedException e)
        {
            tell(new RunEvent.Ended(run, new RunEnd(false, e.Message, null)));
        }
#pragma warning disable CA1031 // A run that ends without saying so would block every later one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            tell(new RunEvent.Ended(run, new RunEnd(false, e.Message, null, e)));
        }
    }

    /// <summary>When the next missing range is due.</summary>
    private async Task<long?> FillAsync(CancellationToken cancellation)
    {
        var searched = new List<SearchedSeries>();
        foreach (var key in series)
            searched.Add(await SearchAsync(key, cancellation).ConfigureAwait(false));

        var toAsk = await LeaveOutWhatIsBeforeListingAsync(searched, cancellation).ConfigureAwait(false);
        var pages = BackfillPlanner.Pages(toAsk, context.Client.PageSize);
        tell(new RunEvent.Planned(run, pages, BackfillPlanner.Plan(pages, context.Client) with { Compares = compares }));

        for (var pass = 1; pass <= Passes && !pages.IsEmpty; pass++)
        {
            if (pass > 1)
                tell(new RunEvent.Extended(run, pages));
            await CandleFlows
                .Backfill(pages, _worker, context.Options.RequestsInFlight, context.Options.PagesInFlight, cancellation)
                .RunAsync(OnOutcome, materializer)
                .ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            pages = pass < Passes ? await NotGivenAsync(searched.Where(s => toAsk.ContainsKey(s.Series)), cancellation).ConfigureAwait(false) : [];
        }

        long? nextDue = null;
        foreach (var before in searched)
        {
            if (before.Unresolved.IsEmpty)
                continue;
            var after = await _search
                .RunAsync(before.Series, before.Searched, AskedOf(before.Series), repairing: false, cancellation)
                .ConfigureAwait(false);
            nextDue = Earlier(nextDue, after.NextDue);
        }

        return nextDue;
    }

    /// <summary>
    /// The history, and before it what was once found missing and is not settled: the window slides on, and a user's run may have
    /// reached further back. Without this such a row would stay open for ever.
    /// </summary>
    private async Task<SearchedSeries> SearchAsync(SeriesKey key, CancellationToken cancellation)
    {
        var found = await _search.RunAsync(key, HistoryOf(key), [], repairing: true, cancellation).ConfigureAwait(false);
        return settleOlder && found.OldestOpen < found.Searched.From
            ? await _search.RunAsync(key, found.Searched with { From = found.OldestOpen.Value }, [], repairing: true, cancellation).ConfigureAwait(false)
            : found;
    }

    private ImmutableArray<TimeRange> AskedOf(SeriesKey key) =>
        [.. _beforeListing.GetValueOrDefault(key, []), .. _answered.GetValueOrDefault(key, [])];

    private TimeRange HistoryOf(SeriesKey key)
    {
        var now = exchangeNow();
        var end = key.Interval.Floor(now - (context.Options.CloseGraceSeconds * 1000L) - (long)SyncMargin.TotalMilliseconds);
        return new TimeRange(key.Interval.Ceiling(now - (long)TimeSpan.FromDays(historyDays).TotalMilliseconds), end);
    }

    /// <summary>
    /// Where more than a page is missing at the very beginning of a series, the market may be younger than the history: one look-up for
    /// the instrument instead of a request for each empty page.
    /// </summary>
    private async Task<Dictionary<SeriesKey, ImmutableArray<TimeRange>>> LeaveOutWhatIsBeforeListingAsync(
        List<SearchedSeries> searched, CancellationToken cancellation)
    {
        var toAsk = new Dictionary<SeriesKey, ImmutableArray<TimeRange>>();
        foreach (var ofInstrument in searched.GroupBy(s => s.Series.Instrument))
        {
            var due = ofInstrument.Select(s => (s.Series, s.Searched, Ranges: RangesToAsk(s))).Where(d => !d.Ranges.IsEmpty).ToList();
            var doubtful = due.Any(d => d.Ranges[0].From == d.Searched.From && d.Ranges[0].Count(d.Series.Interval) > context.Client.PageSize(d.Series.Interval));
            var firstDay = doubtful
                ? await FirstDayAsync(ofInstrument.Key, due.Min(d => d.Searched.From), cancellation).ConfigureAwait(false)
                : null;

            // What is stored proves more than a look-up that found nothing.
            if (ofInstrument.Any(s => s.OldestStored < firstDay))
                firstDay = null;
            foreach (var (key, _, ranges) in due)
            {
                var (ask, before) = BackfillPlanner.CutAtListing(ranges, firstDay);
                _beforeListing[key] = before;
                if (!ask.IsEmpty)
                    toAsk[key] = ask;
            }
        }

        return toAsk;
    }

    /// <summary>What is missing and due; for a comparison all of it, what is stored included.</summary>
    private ImmutableArray<TimeRange> RangesToAsk(SearchedSeries found) =>
        compares && !found.Searched.IsEmpty ? [found.Searched] : found.DueAt(context.Now);

    private async Task<long?> FirstDayAsync(Instrument instrument, long from, CancellationToken cancellation)
    {
        var result = await context.Client.FindListingDayAsync(instrument, from, cancellation).ConfigureAwait(false);

        // Not known is not young: the pages themselves will tell.
        return result.IsSuccess ? result.Value.FirstDay : null;
    }

    private void OnOutcome(PageOutcome outcome)
    {
        if (!outcome.Asked.IsEmpty)
            _answered[outcome.Page.Series] = [.. _answered.GetValueOrDefault(outcome.Page.Series, []), outcome.Asked];
        tell(new RunEvent.PageDone(run, outcome));
    }

    /// <summary>What the exchange has answered for without giving it.</summary>
    private async Task<ImmutableArray<PageTask>> NotGivenAsync(IEnumerable<SearchedSeries> asked, CancellationToken cancellation)
    {
        var missing = new Dictionary<SeriesKey, ImmutableArray<TimeRange>>();
        foreach (var (key, range, _, _) in asked)
        {
            var found = await _search.FindMissingAsync(key, range, cancellation).ConfigureAwait(false);
            ImmutableArray<TimeRange> notGiven =
            [
                .. from missingRange in found.Missing
                   from answered in _answered.GetValueOrDefault(key, [])
                   let common = missingRange.Intersect(answered)
                   where !common.IsEmpty
                   orderby common.From
                   select common,
            ];
            if (!notGiven.IsEmpty)
                missing[key] = notGiven;
        }

        return BackfillPlanner.Pages(missing, context.Client.PageSize);
    }

    private static long? Earlier(long? a, long? b) => a is { } x && b is { } y ? Math.Min(x, y) : a ?? b;
}
