using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Exchanges;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Verification;
using static CryptoFlow.Collectors.Sweep.SweepProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>The messages between a collector and its sweep.</summary>
internal static class SweepProtocol
{
    /// <summary>A sync has ended: compare the pages that are due.</summary>
    /// <param name="Series">The series that the exchange serves.</param>
    /// <param name="ExchangeNow">The exchange's clock, ms UTC.</param>
    public sealed record LookForDuePages(ImmutableArray<SeriesKey> Series, long ExchangeNow);

    /// <summary>A search has ended, and the stored history may reach further back now, so the recorded comparisons have to be read again.</summary>
    public sealed record ReadAgain
    {
        public static readonly ReadAgain Instance = new();
    }

    /// <summary>These series are no longer collected. No page of them may be stored.</summary>
    public sealed record Forget(ImmutableArray<SeriesKey> Series);

    /// <summary>The sweep has read the recorded comparisons from the file.</summary>
    public sealed record SweepBegun(SweepState State);

    /// <summary>A page was compared, or its request failed.</summary>
    public sealed record PageSwept(PageOutcome Outcome, SweepState State);

    /// <summary><paramref name="Read"/> is null if the readers refused the query or if it failed.</summary>
    internal sealed record ComparisonsArrived(RunId Run, ComparisonsRead? Read, Exception? Defect);

    /// <summary><paramref name="Checked"/> is null if the page was not compared, or if the readers refused a query of the check.</summary>
    internal sealed record PageEnded(RunId Run, PageTask Page, PageOutcome Outcome, long? ComparedAt, Exception? Defect, CheckedPage? Checked = null);
}

/// <summary>
/// Compares the stored history of one exchange with the exchange again and again, because exchanges correct candles long after their close. It
/// compares one page at a time, uses only the budget that syncs and backfills leave free, and stores differences through the writer's backfill
/// lane. After each page it checks what is stored (<see cref="StoredPageCheck"/>).
/// </summary>
/// <remarks>
/// The actor has no timer: the collector tells it when a sync has ended. The database records when each page was compared, so the sweep continues after a restart.
/// </remarks>
internal sealed class SweepActor : ReceiveActor
{
    private readonly IActorRef _collector;
    private readonly CollectorContext _context;
    private readonly SweepBook _book;
    private readonly SweepRules _rules;
    private readonly ReaderClient _readers;
    private readonly StoredPageCheck _check;
    private readonly SweepFindings _findings = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<PageTask> _batch = new();
    private (PageTask Page, CancellationTokenSource Cancellation)? _comparing;
    private RunId? _run; // id of the comparison or the query that is under way
    private LookForDuePages? _look;
    private long? _startedAt;
    private bool _read;
    private long _pages;
    private long _changed;

    /// <param name="collector">The exchange's collector. Receives <see cref="SweepBegun"/> and <see cref="PageSwept"/>.</param>
    /// <param name="context">The settings and collaborators of the collector.</param>
    /// <param name="rules">How often a page is compared.</param>
    public SweepActor(IActorRef collector, CollectorContext context, SweepRules rules)
    {
        _collector = collector;
        _context = context;
        _rules = rules;
        _book = new SweepBook(rules, context.Client.PageSize, context.Plan.EarliestOf);
        _readers = new ReaderClient(context.Readers, context.Time, RetryPolicy.BackgroundRead(context.Seed));
        _check = new StoredPageCheck(_readers);

        Receive<LookForDuePages>(OnLook);
        Receive<ReadAgain>(_ => _read = false);
        Receive<Forget>(OnForget);
        Receive<ComparisonsArrived>(OnComparisons);
        Receive<PageEnded>(OnPage);
    }

    /// <inheritdoc cref="SweepActor(IActorRef, CollectorContext, SweepRules)"/>
    public static Props Props(IActorRef collector, CollectorContext context, SweepRules rules) =>
        Akka.Actor.Props.Create(() => new SweepActor(collector, context, rules));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Compares the pages that are due. If a page is still under way, nothing is started, and the next call counts the time since the call before.</summary>
    private void OnLook(LookForDuePages look)
    {
        if (_run is not null)
            return;
        _look = look;
        _startedAt ??= look.ExchangeNow;
        if (!_read)
        {
            ReadComparisons(look.Series);
            return;
        }

        _findings.Forget(series => _context.Plan.EarliestOf(series.Interval, ClosedAt(look)));
        foreach (var page in _book.Look(look.Series, ClosedAt(look)))
            _batch.Enqueue(page);
        CompareNext();
    }

    private void ReadComparisons(ImmutableArray<SeriesKey> series)
    {
        var run = RunId.New();
        _run = run;
        ReadComparisonsAsync(series, _stopping.Token)
            .PipeTo(Self, success: read => new ComparisonsArrived(run, read, null), failure: e => new ComparisonsArrived(run, null, e));
    }

    /// <summary>Null if the readers refused a part of the series.</summary>
    private async Task<ComparisonsRead?> ReadComparisonsAsync(ImmutableArray<SeriesKey> series, CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<SeriesComparisons>(series.Length);
        foreach (var part in series.Chunk(ReaderProtocol.ReadComparisons.MostSeries))
        {
            var result = await _readers.AskAsync(remaining => new ReadComparisons([.. part], remaining), cancellation).ConfigureAwait(false);
            if (result.Answer is not { } read)
                return null;
            all.AddRange(read.Series);
        }

        return new ComparisonsRead(all.DrainToImmutable());
    }

    private void OnComparisons(ComparisonsArrived arrived)
    {
        if (arrived.Run != _run)
            return;
        _run = null;

        // Without an answer, the next call asks again.
        if (arrived.Defect is { } defect and not OperationCanceledException)
            _context.Logger.CollectorDefect(defect, _context.Exchange);
        if (arrived.Read is not { } read)
            return;
        _book.Load(read.Series);
        _read = true;
        _collector.Tell(new SweepBegun(State()));
        OnLook(_look!);
    }

    private void CompareNext()
    {
        if (!_batch.TryDequeue(out var page))
            return;
        var run = RunId.New();
        _run = run;
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _comparing = (page, cancellation);
        CompareAsync(run, page, _look!.Series, _findings.RollUpsOf(page.Series), cancellation.Token)
            .PipeTo(Self, failure: e => new PageEnded(run, page, new PageOutcome(page, default, 0, null, [], null), null, e));
    }

    /// <summary>Compares a page without retries, because the next call tries again. Then checks the stored candles, which now have the exchange's values.</summary>
    private async Task<PageEnded> CompareAsync(
        RunId run, PageTask page, ImmutableArray<SeriesKey> series, ImmutableArray<Finding> pending, CancellationToken cancellation)
    {
        var gridPage = _book.GridPageOf(page);
        var worker = new PageWorker(_context, run, ChangeSource.Sweep);
        var fetched = await worker.FetchOnceAsync(page, RequestPriority.Spare, cancellation).ConfigureAwait(false);
        if (fetched.Page is not { } answer)
            return new PageEnded(run, page, await worker.StoreAsync(fetched, WriteLane.Backfill, cancellation).ConfigureAwait(false), null, null);

        var comparison = new PageComparison(gridPage, answer.ExchangeTime);
        var outcome = await worker.StoreAsync(fetched, WriteLane.Backfill, cancellation, comparison).ConfigureAwait(false);
        var found = outcome.Error is null ? await _check.RunAsync(page, series, pending, cancellation).ConfigureAwait(false) : null;
        return new PageEnded(run, page, outcome, answer.ExchangeTime, null, found);
    }

    /// <summary>Ends the comparison of a page of a series that was removed. The other pages of the batch wait for the next call.</summary>
    private void OnForget(Forget forget)
    {
        if (_comparing is { } comparing && forget.Series.Contains(comparing.Page.Series))
            comparing.Cancellation.Cancel();
        _batch.Clear();
        _read = false;
    }

    private void OnPage(PageEnded ended)
    {
        if (ended.Run != _run)
            return;
        _run = null;
        _comparing?.Cancellation.Dispose();
        _comparing = null;
        if (ended.Defect is { } defect)
        {
            _batch.Clear();
            if (defect is not OperationCanceledException)
                _context.Logger.CollectorDefect(defect, _context.Exchange);
            return;
        }

        if (ended.Outcome.Error is { } error)
        {
            _book.Failed(ended.Page, _look!.ExchangeNow);

            // An unknown symbol or a bad request concerns one series alone. Any other error concerns the whole exchange.
            if (error.Kind is not (ExchangeErrorKind.UnknownSymbol or ExchangeErrorKind.BadRequest))
                _batch.Clear();
        }
        else
        {
            _book.Compared(ended.Page, ended.ComparedAt!.Value);
            if (ended.Checked is { } found)
                _findings.Replace(found);
            _pages++;
            _changed += ended.Outcome.Updated;
            if (ended.Outcome.Updated > 0)
                _context.Logger.RevisionsFound(ended.Page.Series, ended.Outcome.Updated, ended.Page.Range.From, ended.Page.Range.To);
        }

        _collector.Tell(new PageSwept(ended.Outcome, State()));
        CompareNext();
    }

    private SweepState State() => new(_rules.Period, _startedAt!.Value, _pages, _changed, _book.Verification(_look!.Series, ClosedAt(_look))) { Found = _findings.Totals };

    private long ClosedAt(LookForDuePages look) => look.ExchangeNow - (_context.Options.CloseGraceSeconds * 1000L);
}
