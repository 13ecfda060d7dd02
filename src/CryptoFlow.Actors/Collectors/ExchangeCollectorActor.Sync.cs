using Akka.Actor;
using CryptoFlow.Storage.Candles;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Sync: fetches the newest closed candles of every series, and reads the last few again, because exchanges correct them.</summary>
internal sealed partial class ExchangeCollectorActor
{
    /// <summary>Candles of the first sync of a series without known candles: enough for a chart and for a short downtime.</summary>
    private const int FirstSyncCandles = 1_000;

    private SyncRun? _sync;
    private long? _lastSyncAt;
    private bool _syncedOnce;
    private bool _syncAgain;
    private bool _searchAfterSync;

    private void StartSync()
    {
        if (_sync is not null || Stopping)
            return;

        _syncAgain = false;
        var run = _sync = new SyncRun(RunId.New(), _series.Length, new CancellationTokenSource());
        var self = Self;
        var requests = _series.Select(s => (s, LimitOf(s))).ToList();
        var worker = new PageWorker(_context, run.Id, ChangeSource.Sync);
        CandleFlows
            .Sync(requests, worker, _context.Options.RequestsInFlight, _context.Options.PagesInFlight, run.Cancellation.Token)
            .RunAsync(outcome => self.Tell(new SyncPageDone(run.Id, outcome)), _materializer)
            .PipeTo(self, success: () => new SyncEnded(run.Id, null), failure: e => new SyncEnded(run.Id, e));
    }

    /// <summary>
    /// The number of candles to ask for: the candles since the newest known candle plus a few more, or <see cref="FirstSyncCandles"/> if none is known.
    /// </summary>
    private int LimitOf(SeriesKey series)
    {
        if (_offset is null)
            return FirstSyncCandles;

        // Not more candles than are kept, because the writer would leave out the older ones.
        var kept = (series.Interval.Floor(ExchangeNow) - _context.Plan.EarliestOf(series.Interval, ExchangeNow)) / series.Interval.Milliseconds;
        var most = (int)Math.Clamp(kept, 1, FirstSyncCandles);
        return _newestStored.TryGetValue(series, out var newest)
            ? SyncSchedule.CandlesToRead(series.Interval, newest, ExchangeNow, _context.Options, most)
            : most;
    }

    private void OnSyncPage(SyncPageDone done)
    {
        if (IsStale(done.Run, _sync?.Id))
            return;
        var sync = _sync!;
        Count(done.Outcome);
        if (done.Outcome.Error is { } error)
        {
            sync.Failed++;
            sync.LastError = error;
            NoteRefusal(done.Outcome.Page.Series, error);
            return;
        }

        Answering();
        NoteAnswer(done.Outcome.Page.Series);
        sync.Stored += done.Outcome.Stored;
        var series = done.Outcome.Page.Series;
        var asked = done.Outcome.Asked;
        if (asked.IsEmpty)
            return;
        if (_newestStored.TryGetValue(series, out var newest) && asked.From > newest + series.Interval.Milliseconds)
            sync.HoleSeen = true;
        // Takes the newest candle that was received, not the end of the requested range. If the exchange stands still, the later candles are not stored.
        if (done.Outcome.NewestReceived is { } received && _series.Contains(series))
        {
            _newestStored[series] = received;
            TellStreams(series, received);
        }
    }

    private void OnSyncEnded(SyncEnded ended)
    {
        if (IsStale(ended.Run, _sync?.Id))
            return;
        var sync = _sync!;
        _sync = null;
        sync.Cancellation.Dispose();
        if (ended.Failure is { } failure and not OperationCanceledException)
            _context.Logger.CollectorDefect(failure, _context.Exchange);
        if (Stopping)
        {
            AnswerStopWhenIdle();
            return;
        }

        if (sync.Failed == sync.Series && sync.LastError is { } error)
            Wait(error.Message);
        else if (ended.Failure is { } reason)
            Wait(reason.Message);
        else if (sync.Failed == 0)
            _lastSyncAt = _context.Now;
        _syncedOnce = true;
        _context.Logger.Synced(_context.Exchange, sync.Stored, sync.Series);

        StartWaitingRun();
        if (_context.Periodic)
        {
            Timers.StartSingleTimer(nameof(SyncDue), SyncDue.Instance, SyncSchedule.UntilNext(ExchangeNow, _context.Options));

            // A run that is under way has searched before the hole came about, so the next search waits for its end.
            _searchAfterSync |= sync.HoleSeen;
            if (!_searchedOnce || _searchAfterSync)
                OnSearchDue();
            TellSweep();
            TellFunding();
        }

        if (_syncAgain)
            StartSync();
    }
}
