using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Exchanges;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>Decides what can be collected: the configured and added symbols that the exchange trades, and the series whose candles it serves.</summary>
internal sealed partial class ExchangeCollectorActor
{
    private const string NothingTraded = "None of the configured symbols is traded.";

    private static readonly TimeSpan ValidateSymbolsEvery = TimeSpan.FromHours(1);

    /// <summary>How often the list is requested while a configured symbol does not trade. The reason may be a short maintenance.</summary>
    private static readonly TimeSpan LookForUnknownSymbolsEvery = TimeSpan.FromMinutes(1);

    /// <summary>After a refusal the list is requested again this soon, because the exchange may have removed the symbol from the list just now.</summary>
    private static readonly TimeSpan AfterARefusal = TimeSpan.FromSeconds(5);

    private readonly Backoff _startBackoff;
    private RunId _validation = RunId.New();
    private CancellationTokenSource _instruments = new();
    private int _startAttempts;
    private bool _validated;
    private InstrumentCatalogue? _catalogue;
    private ImmutableArray<SeriesKey> _series = [];
    private ImmutableDictionary<string, string> _unknownSymbols = NoSymbols;
    private ImmutableDictionary<SeriesKey, string> _refusedSeries = ImmutableDictionary<SeriesKey, string>.Empty;

    /// <summary>Asks the exchange for its symbols and for the time of its clock. Also reads the series that users have added.</summary>
    private void AskForInstruments()
    {
        CancelInstruments();
        var (run, client) = (_validation, _context.Client);
        var stop = _instruments.Token;
        ReadAdded(RetryPolicy.BackgroundRead(_context.Seed), default, ActorRefs.Nobody);
        AskAsync().PipeTo(Self, failure: defect => new InstrumentsArrived(run, Unforeseen(defect), Unforeseen(defect)));

        async Task<InstrumentsArrived> AskAsync()
        {
            var instruments = await client.GetInstrumentsAsync(stop).ConfigureAwait(false);
            var time = await client.GetTimeAsync(stop).ConfigureAwait(false);
            return new InstrumentsArrived(run, instruments, time);
        }
    }

    /// <summary>Cancels the requests of the last attempt. They would otherwise wait for their permits until the end of an operator's pause or of a ban.</summary>
    private void CancelInstruments()
    {
        _validation = RunId.New();
        _instruments.Cancel();
        _instruments = new CancellationTokenSource();
    }

    /// <summary>Turns a defect into an error, so that the collector tries again. Otherwise it would never start.</summary>
    private static ExchangeError Unforeseen(Exception defect) =>
        new(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"{defect.GetType().Name}: {defect.Message}");

    private void OnInstruments(InstrumentsArrived arrived)
    {
        if (IsStale(arrived.Run, _validation) || Stopping)
            return;
        if ((arrived.Result.Error ?? arrived.Time.Error) is { } error)
        {
            Failed(error);
            if (_series.IsEmpty)
                Wait(error.Message);
            if (++_startAttempts >= AttemptsBeforeARunFails)
                EndWaitingRun(error.Message);
            Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, _startBackoff.Delay(_startAttempts));
            return;
        }

        _startAttempts = 0;
        _offset = arrived.Time.Value!.Milliseconds - _context.Uptime;
        _validated = true;
        CollectFrom(arrived.Result.Value!);
        Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, _unknownSymbols.IsEmpty ? ValidateSymbolsEvery : LookForUnknownSymbolsEvery);
    }

    /// <summary>Collects the configured and added series whose symbols trade by this list of contracts.</summary>
    private void CollectFrom(InstrumentCatalogue catalogue)
    {
        var before = _series;
        _catalogue = catalogue;
        Validate(catalogue);
        FollowStreams();
        if (_series.IsEmpty)
        {
            Wait(NothingTraded);
            EndWaitingRun(NothingTraded);
        }
        else if (before.IsEmpty)
        {
            _phase = CollectorPhase.Collecting;
            _detail = null;
            _context.Logger.CollectorStarted(_context.Exchange, _series.Length, SymbolsOf(_series));
            CollectNewSeries();
        }
        else if (_series.Except(before).ToList() is { Count: > 0 } added)
        {
            _context.Logger.SymbolsTraded(_context.Exchange, SymbolsOf(added));
            CollectNewSeries();
        }
    }

    private void Validate(InstrumentCatalogue catalogue)
    {
        var unknown = WantedSymbols
            .Where(s => !catalogue.Trading.Contains(s))
            .ToImmutableDictionary(s => s, s => catalogue.NotTrading.GetValueOrDefault(s, "unknown"));
        foreach (var (symbol, status) in unknown.Where(u => !_unknownSymbols.ContainsKey(u.Key)))
            _context.Logger.SymbolNotTraded(_context.Exchange, symbol, status);
        _unknownSymbols = unknown;
        _series = [.. WantedSeries.Where(s => !unknown.ContainsKey(s.Symbol))];
        _refusedSeries = _refusedSeries.RemoveRange(_refusedSeries.Keys.Where(s => unknown.ContainsKey(s.Symbol)));
    }

    /// <summary>Starts a sync and a search for a symbol that has just begun to trade, so that its candles do not wait for the next regular search.</summary>
    private void CollectNewSeries()
    {
        _searchAfterSync = true;
        if (_sync is null)
            StartSync();
        else
            _syncAgain = true;
    }

    /// <summary>
    /// The list says that the symbol trades, but the exchange refuses its candles. Either the collector's copy of the list is old, or the
    /// exchange contradicts itself.
    /// </summary>
    private void NoteRefusal(SeriesKey series, ExchangeError error)
    {
        if (error.Kind is not (ExchangeErrorKind.UnknownSymbol or ExchangeErrorKind.BadRequest))
            return;

        // A list without the symbol arrived while the request was under way. Health already reports that the symbol is not traded.
        if (!_series.Contains(series))
            return;
        if (!_refusedSeries.ContainsKey(series))
        {
            _context.Logger.SeriesRefused(series, _context.Exchange, error.Message);
            Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, AfterARefusal);
        }

        _refusedSeries = _refusedSeries.SetItem(series, error.Message);
    }

    /// <summary>The exchange serves the candles of this series again. A search finds the candles that are missing since the refusal.</summary>
    private void NoteAnswer(SeriesKey series)
    {
        if (!_refusedSeries.ContainsKey(series))
            return;
        _refusedSeries = _refusedSeries.Remove(series);
        _searchAfterSync = true;
    }

    /// <summary>Names the configured part of a scope that cannot be collected, in the exchange's words; null if everything can.</summary>
    private string? LeftOutOf(BackfillScope scope)
    {
        var notTraded = WantedSeries.Where(scope.Includes).Select(s => s.Symbol).Distinct()
            .Where(_unknownSymbols.ContainsKey)
            .Select(s => $"{_context.Exchange} does not trade {s} (\"{_unknownSymbols[s]}\").");
        var refused = _refusedSeries.Where(r => scope.Includes(r.Key)).OrderBy(r => r.Key.ToString(), StringComparer.Ordinal)
            .Select(r => $"The candles of {r.Key} are refused: {r.Value}");
        var sentences = string.Join(" ", notTraded.Concat(refused));
        return sentences.Length > 0 ? sentences : null;
    }

    private static string SymbolsOf(IEnumerable<SeriesKey> series) => string.Join(", ", series.Select(s => s.Symbol).Distinct());
}
