using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// The series that users add at run time. Their only list is a table in the database. The collector reads it when it starts, with each list of contracts, and when
/// a user has changed it.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    private ImmutableArray<SeriesKey> _added = [];
    private int _readsBegun;
    private int _readTaken; // number of the newest read whose list was taken; answers of older reads may arrive later

    /// <summary>The series of the configuration and the added series, each once.</summary>
    private IEnumerable<SeriesKey> WantedSeries => _context.Plan.Series.Concat(_added);

    private IEnumerable<string> WantedSymbols => WantedSeries.Select(s => s.Symbol).Distinct();

    /// <summary>Null if the readers refused the query. Then the collector keeps the list that it has.</summary>
    private async Task<(ImmutableArray<SeriesKey>? Series, string? Refusal)> ReadAddedAsync(RetryPolicy policy)
    {
        var readers = new ReaderClient(_context.Readers, _context.Time, policy);
        var read = await readers.AskAsync(remaining => new ReaderProtocol.ReadAddedSeries(_context.Exchange, remaining), CancellationToken.None).ConfigureAwait(false);
        return read.IsAnswered ? ([.. read.Answer.Series.Select(s => s.Series)], null) : (null, read.Refusal.Detail);
    }

    private void OnCheckSeries(CheckSeries check)
    {
        if (Stopping)
        {
            Sender.Tell(new RunRefused(check.Request, _context.Exchange, BackfillRefusal.NotCollecting, "The system is going down."));
        }
        else if (PauseOf(_context.Client.Budget.Snapshot()) is { } pause)
        {
            // The check would wait until the operator ends the pause.
            Sender.Tell(new RunRefused(check.Request, _context.Exchange, BackfillRefusal.Paused, pause));
        }
        else
        {
            Sender.Tell(new SeriesCheckBegun(check.Request, _context.Exchange));
            CheckAsync().PipeTo(Sender, Self, failure: e => NotChecked(e));
        }

        async Task<ExchangeReply> CheckAsync()
        {
            using var end = new CancellationTokenSource(check.Remaining, _context.Time);
            return await new SeriesCheck(_context).RunAsync(check, end.Token).ConfigureAwait(false);
        }

        RunRefused NotChecked(Exception e) => new(
            check.Request, _context.Exchange, BackfillRefusal.NotAnswering, e is OperationCanceledException ? $"{_context.Exchange} did not answer in time." : e.Message);
    }

    private void OnTakeAddedSeries(TakeAddedSeries take)
    {
        var (asker, request) = (Sender, take.Request);
        if (Stopping)
        {
            asker.Tell(new RunRefused(request, _context.Exchange, BackfillRefusal.NotCollecting, "The system is going down."));
            return;
        }

        ReadAdded(RetryPolicy.Once(take.Remaining), request, asker);
    }

    /// <summary>Reads the list in the background, because slow readers must not delay the syncs of the other series.</summary>
    private void ReadAdded(RetryPolicy policy, RequestId request, IActorRef asker)
    {
        var number = ++_readsBegun;
        ReadAddedAsync(policy).PipeTo(
            Self,
            success: read => new AddedSeriesArrived(number, read.Series, read.Refusal, request, asker),
            failure: e => new AddedSeriesArrived(number, null, e.Message, request, asker));
    }

    /// <summary>
    /// An added series is validated like a configured series. If the last list of contracts does not have its contract, a new list is requested. A removed series
    /// is left out at once, without a wait for the runs that have it under way, because the writer refuses their candles.
    /// </summary>
    private void OnAddedSeries(AddedSeriesArrived arrived)
    {
        if (arrived.Series is not { } added)
        {
            arrived.Asker.Tell(new RunRefused(
                arrived.Request, _context.Exchange, BackfillRefusal.NotAnswering, $"The list of added series could not be read: {arrived.Refusal}"));
            if (!Stopping)
                Timers.StartSingleTimer(nameof(ReadAddedDue), ReadAddedDue.Instance, AfterARefusal);
            return;
        }

        var before = _added;
        TakeAdded(arrived.Number, added);
        var symbols = _added.Except(before).Select(s => s.Symbol).ToHashSet();
        if (symbols.Count > 0 && _validated && !Stopping)
        {
            if (_catalogue is { } known && symbols.All(known.Trading.Contains))
                CollectFrom(known);
            else
                AskForInstruments();
        }

        if (!arrived.Asker.IsNobody())
            arrived.Asker.Tell(new AddedSeriesTaken(arrived.Request, _context.Exchange));
    }

    /// <summary>Takes the list of added series, and drops everything that the collector keeps about series that are no longer on a list.</summary>
    private void TakeAdded(int number, ImmutableArray<SeriesKey> added)
    {
        if (number < _readTaken)
            return;
        _readTaken = number;
        _added = [.. added.Except(_context.Plan.Series)];
        var wanted = WantedSeries.ToHashSet();
        var removed = _series.Where(s => !wanted.Contains(s)).ToList();
        _unknownSymbols = _unknownSymbols.RemoveRange(_unknownSymbols.Keys.Except(WantedSymbols));
        if (removed.Count == 0)
            return;

        _series = _series.RemoveRange(removed);
        _refusedSeries = _refusedSeries.RemoveRange(removed);
        foreach (var series in removed)
            _newestStored.Remove(series);
        _sweep.Tell(new Sweep.SweepProtocol.Forget([.. removed]));
        FollowStreams();
        if (_backfill is { } run && removed.Exists(run.Scope.Includes))
        {
            // A user's run has lost a part of its scope, so it ends as cancelled. A search of the collector starts again without the series.
            run.IsCancelledForUser |= !run.ByUser;
            run.Cancellation.Cancel();
        }
    }
}
