using System.Collections.Immutable;
using Akka.Streams;
using CryptoFlow.Exchanges;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Collectors;

/// <summary>A message from a running backfill to its collector.</summary>
internal abstract record RunEvent(RunId Run)
{
    /// <summary>The run has planned its requests and has sent none of them yet.</summary>
    public sealed record Planned(RunId Run, ImmutableArray<PageTask> Pages, BackfillPlan Plan) : RunEvent(Run);

    /// <summary>The run asks a second time for candles that its first pass did not bring.</summary>
    public sealed record Extended(RunId Run, ImmutableArray<PageTask> Pages) : RunEvent(Run);

    public sealed record PageDone(RunId Run, PageOutcome Outcome) : RunEvent(Run);

    /// <summary>The run is over.</summary>
    public sealed record Ended(RunId Run, RunEnd End) : RunEvent(Run);
}

/// <summary>How a run ended.</summary>
/// <param name="Cancelled">By a user or the shutdown.</param>
/// <param name="Failure">Why the run could not continue, or null if it finished.</param>
/// <param name="NextDue">When the next missing range may be asked for again, ms UTC, or null.</param>
/// <param name="Defect">An unexpected exception, or null.</param>
internal sealed record RunEnd(bool Cancelled, string? Failure, long? NextDue, Exception? Defect = null);

/// <summary>The task of a backfill run.</summary>
/// <param name="Series">The series.</param>
/// <param name="HistoryDays">Length of the history to complete, days.</param>
/// <param name="SettleOlder">Whether the run also settles missing ranges of the ledger that are older than the history.</param>
/// <param name="ByUser">
/// Whether a user asked for the run. Then it asks for all missing candles, also for those that the ledger confirms as missing.
/// </param>
/// <param name="Compares">Whether the run asks for all candles of the history, the stored ones included.</param>
internal sealed record BackfillOrder(ImmutableArray<SeriesKey> Series, int HistoryDays, bool SettleOlder, bool ByUser, bool Compares = false);

/// <summary>
/// One backfill run of one exchange. It searches for missing candles, plans requests, asks the exchange, stores the answers, searches again and
/// records the result. It runs outside the collector's mailbox and sends the collector only <see cref="RunEvent"/>s, each with the run's id.
/// Never throws.
/// </summary>
internal sealed class BackfillJob(
    CollectorContext context,
    RunId run,
    BackfillOrder order,
    Func<long> exchangeNow,
    Action<RunEvent> tell,
    IMaterializer materializer)
{
    /// <summary>
    /// The most requests of one run for ranges that are confirmed missing. Such requests may wait long for the budget, and a user's run waits for the end of this
    /// run.
    /// </summary>
    private const int MostSpareRequests = 20;

    /// <summary>Candles newer than this do not count as missing: the sync fetches them.</summary>
    private static readonly TimeSpan SyncMargin = TimeSpan.FromSeconds(10);

    private readonly GapSearch _search = new(context, run);
    private readonly PageWorker _worker = new(context, run, ChangeSource.Backfill);
    private readonly RunAnswers _answers = new();
    private readonly Dictionary<SeriesKey, BeginningClaim> _claims = [];

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
#pragma warning disable CA1031 // Without this message, the collector would wait for the run and start no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            tell(new RunEvent.Ended(run, new RunEnd(false, e.Message, null, e)));
        }
    }

    /// <summary>Runs the backfill. Returns the time at which the next missing range is due, ms UTC, or null.</summary>
    private async Task<long?> FillAsync(CancellationToken cancellation)
    {
        var searched = new List<SearchedSeries>();
        foreach (var key in order.Series)
            searched.Add(await SearchAsync(key, cancellation).ConfigureAwait(false));

        var asked = Ranges(searched, s => s.ToAsk(context.Now, order.ByUser));
        var toAsk = await WithoutClaimedAsync(order.Compares ? Ranges(searched, s => s.Searched.IsEmpty ? [] : [s.Searched]) : asked, asked, searched, cancellation).ConfigureAwait(false);
        var again = order.ByUser ? [] : Ranges(searched, s => s.ToConfirmAgain(context.Now));
        ImmutableArray<PageTask> spare = [.. PagesOf(again).Take(MostSpareRequests).Select(p => p with { Priority = RequestPriority.Spare })];
        ImmutableArray<PageTask> pages = [.. PagesOf(toAsk), .. spare];
        tell(new RunEvent.Planned(run, pages, BackfillPlanner.Plan(pages, context.Client) with { Compares = order.Compares }));
        if (!pages.IsEmpty)
        {
            await AskAsync(pages, cancellation).ConfigureAwait(false);
            var once = PagesOf(await NotGivenAsync(searched.Where(s => toAsk.ContainsKey(s.Series)), cancellation).ConfigureAwait(false));
            if (!once.IsEmpty)
            {
                tell(new RunEvent.Extended(run, once));
                await AskAsync(once, cancellation).ConfigureAwait(false);
            }
        }

        var answered = pages.Select(p => p.Series).ToHashSet();
        long? nextDue = null;
        foreach (var before in searched)
        {
            var after = answered.Contains(before.Series)
                ? await _search.RunAsync(before.Series, before.Searched, _answers, cancellation).ConfigureAwait(false)
                : before;
            nextDue = Earlier(nextDue, after.NextDue);
        }

        return nextDue;
    }

    private async Task AskAsync(ImmutableArray<PageTask> pages, CancellationToken cancellation)
    {
        await CandleFlows
            .Backfill(pages, _worker, context.Options.RequestsInFlight, context.Options.PagesInFlight, cancellation)
            .RunAsync(OnOutcome, materializer)
            .ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Searches the history, and also the unsettled ranges of the ledger before it. Such ranges exist because the start of the history moves forward with time, and
    /// because a user's run may have searched further back. Without this search their rows would stay open for ever.
    /// </summary>
    private async Task<SearchedSeries> SearchAsync(SeriesKey key, CancellationToken cancellation)
    {
        var found = await _search.RunAsync(key, HistoryOf(context, key, order.HistoryDays, exchangeNow()), answers: null, cancellation).ConfigureAwait(false);
        var oldest = Math.Max(found.OldestOpen ?? long.MaxValue, context.Plan.EarliestOf(key.Interval, exchangeNow()));
        return order.SettleOlder && oldest < found.Searched.From
            ? await _search.RunAsync(key, found.Searched with { From = oldest }, answers: null, cancellation).ConfigureAwait(false)
            : found;
    }

    /// <summary>The open times of a complete history, without the newest candles, which the sync fetches.</summary>
    /// <param name="context">The settings.</param>
    /// <param name="key">The series.</param>
    /// <param name="days">Length of the history, days.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public static TimeRange HistoryOf(CollectorContext context, SeriesKey key, int days, long now)
    {
        var end = key.Interval.Floor(now - (context.Options.CloseGraceSeconds * 1000L) - (long)SyncMargin.TotalMilliseconds);
        return new TimeRange(context.Plan.HistoryFrom(key.Interval, now, days), end);
    }

    /// <summary>
    /// Saves the requests for pages before the market existed. When much is missing at the beginning of a series, the contract may be younger
    /// than the history. Then one request for the first candle replaces the requests for the empty pages, but only if the page before that
    /// candle is empty too.
    /// </summary>
    private async Task<Dictionary<SeriesKey, ImmutableArray<TimeRange>>> WithoutClaimedAsync(
        Dictionary<SeriesKey, ImmutableArray<TimeRange>> toAsk,
        Dictionary<SeriesKey, ImmutableArray<TimeRange>> missing,
        List<SearchedSeries> searched,
        CancellationToken cancellation)
    {
        foreach (var (key, history, _, oldestStored, _) in searched)
        {
            if (!missing.TryGetValue(key, out var ranges) || ranges[0].From != history.From
                || !BeginningClaim.IsWorthARequest(key.Interval, ranges[0], context.Client.PageSize(key.Interval)))
            {
                continue;
            }

            var answer = await context.Client.FindFirstCandleAsync(key, history.From, cancellation).ConfigureAwait(false);

            // A failed answer does not show that the series is young: the pages are asked for as usual.
            if (!answer.IsSuccess || BeginningClaim.Of(key.Interval, ranges[0], answer.Value, oldestStored, context.Client.PageSize(key.Interval)) is not { } claim)
                continue;
            _claims[key] = claim;
            toAsk[key] = GapFinder.Subtract(toAsk[key], [claim.Empty]);
        }

        return toAsk;
    }

    private void OnOutcome(PageOutcome outcome)
    {
        _answers.Add(outcome);
        tell(new RunEvent.PageDone(run, outcome));
    }

    /// <summary>
    /// The ranges to ask for a second time. First, ranges that the exchange answered without their candles: the answer may have been cut short, and a second
    /// request is better than a wait for the next run. Second, ranges that a wrong <see cref="BeginningClaim"/> left out. Empty pages before the oldest candle are
    /// not asked for again.
    /// </summary>
    private async Task<Dictionary<SeriesKey, ImmutableArray<TimeRange>>> NotGivenAsync(IEnumerable<SearchedSeries> asked, CancellationToken cancellation)
    {
        var notGiven = new Dictionary<SeriesKey, ImmutableArray<TimeRange>>();
        foreach (var (key, range, _, oldestStored, _) in asked)
        {
            var missing = await _search.FindMissingAsync(key, range, cancellation).ConfigureAwait(false);
            var answered = _answers.AskedOf(key);
            var ranges = TimeRanges.Intersect(missing, _answers.AnsweredOf(key));
            var claim = _claims.GetValueOrDefault(key);
            if (claim?.IsProved(missing, answered) == true)
                _answers.Add(key, claim.Empty);
            else if (claim?.IsRefuted(missing, answered) == true)
                ranges = TimeRanges.Union([claim.Empty, .. ranges]);

            if (claim is null && ranges is [var first, ..] && first.From == range.From && first.To <= oldestStored
                && BeginningClaim.IsWorthARequest(key.Interval, first, context.Client.PageSize(key.Interval)))
            {
                ranges = ranges.RemoveAt(0);
            }

            if (!ranges.IsEmpty)
                notGiven[key] = ranges;
        }

        return notGiven;
    }

    private ImmutableArray<PageTask> PagesOf(IReadOnlyDictionary<SeriesKey, ImmutableArray<TimeRange>> ranges) =>
        BackfillPlanner.Pages(ranges, interval => PageCosts.Of(context.Client, interval));

    private static Dictionary<SeriesKey, ImmutableArray<TimeRange>> Ranges(
        IEnumerable<SearchedSeries> searched, Func<SearchedSeries, ImmutableArray<TimeRange>> rangesOf) =>
        searched.Select(s => (s.Series, Ranges: rangesOf(s))).Where(s => !s.Ranges.IsEmpty).ToDictionary(s => s.Series, s => s.Ranges);

    private static long? Earlier(long? a, long? b) => a is { } x && b is { } y ? Math.Min(x, y) : a ?? b;
}
