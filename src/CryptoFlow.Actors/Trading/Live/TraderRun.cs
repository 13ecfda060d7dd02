using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>The writer did not record a step. The run is over; a new run has to start from the record.</summary>
public sealed class StepNotRecordedException(string message) : Exception(message);

/// <summary>
/// The work of a trader, which continues from its record. It processes the stored candles in order, and records each candle before the next. All other state can be
/// rebuilt from the candles, so the run may end at any moment.
/// </summary>
/// <remarks>For one caller at a time. Do not use it again after an exception.</remarks>
internal sealed class TraderRun(TraderSetup setup)
{
    private readonly StoredCandles _candles = new(setup);
    private readonly StoredFundingRates _funding = new(setup);
    private readonly WriterClient _writer = setup.NewWriterClient();
    private readonly Dictionary<long, long> _signalIds = [];
    private SessionFeed? _feed;
    private ImmutableArray<StoredSignal> _recent = [];
    private bool _loaded;
    private long _origin;
    private long? _recorded;
    private Candle? _fed;
    private PriceTick _tick = PriceTick.Unknown;

    /// <summary>Open time of the first candle, ms UTC, or null if there is none yet.</summary>
    public long? Origin => _feed is null ? null : _origin;

    /// <summary>Open time of the last candle on record, ms UTC, or null.</summary>
    public long? Recorded => _recorded;

    /// <summary>Finds commits that change candles after this run has read them.</summary>
    public RevisionWatch Revisions { get; } = new();

    /// <summary>Processes the stored candles until all are processed, or until the trader has to wait for something.</summary>
    /// <param name="isSynced">Whether a sync of the traded series was committed since this process started.</param>
    /// <param name="show">Receives a snapshot now and then.</param>
    /// <param name="cancellation">Ends the work between two steps.</param>
    /// <exception cref="StepNotRecordedException">The writer refused finally, or the record has changed since this run read it.</exception>
    /// <exception cref="StoredCandlesUnavailableException">The candles cannot be read.</exception>
    public async Task<TraderSnapshot> CatchUpAsync(bool isSynced, Action<TraderSnapshot> show, CancellationToken cancellation)
    {
        var snapshot = await ProcessAsync(isSynced, show, cancellation).ConfigureAwait(false);
        Revisions.OnStopped(_fed?.OpenTime);
        return snapshot;
    }

    private async Task<TraderSnapshot> ProcessAsync(bool isSynced, Action<TraderSnapshot> show, CancellationToken cancellation)
    {
        await _candles.ReadCollectedAsync(cancellation).ConfigureAwait(false);
        if (_feed is null && await BeginAsync(isSynced, cancellation).ConfigureAwait(false) is { } waiting)
            return Snapshot(TraderPhase.AwaitingHistory, waiting);

        while (true)
        {
            var page = await ReadPageAsync(_fed?.OpenTime ?? _origin - 1, cancellation).ConfigureAwait(false);
            if (page.IsEmpty)
                return Snapshot(TraderPhase.Following);
            foreach (var candle in page)
            {
                if (await FindUnresolvedBeforeAsync(candle, cancellation).ConfigureAwait(false) is var (series, unresolved))
                    return Snapshot(TraderPhase.AwaitingCandles, $"Candles of {series} are missing from {Utc(unresolved.From)} on, and may still come.");
                if (await _funding.AddAsync(_feed!, candle, cancellation).ConfigureAwait(false) is { } unknown)
                    return Snapshot(TraderPhase.AwaitingCandles, $"Funding rates of {setup.Key.Instrument} are not known from {Utc(unknown.From)} on.");
                await StepAsync(candle, cancellation).ConfigureAwait(false);
            }

            show(Snapshot(page.Length == SessionCandles.PageSize ? TraderPhase.CatchingUp : TraderPhase.Following));
        }
    }

    private async Task<ImmutableArray<Candle>> ReadPageAsync(long after, CancellationToken cancellation)
    {
        Revisions.OnReading();
        var page = await _candles.TradedAfterAsync(after, cancellation).ConfigureAwait(false);
        Revisions.OnRead(after, page);
        return page.Candles;
    }

    public TraderSnapshot Snapshot(TraderPhase phase, string? detail = null) => new(
        setup.Key,
        setup.Title,
        phase,
        detail,
        Origin,
        _recorded,
        _fed?.Close,
        _feed?.Session.Channel,
        _feed?.Session.Account ?? Account.Start(setup.Money.InitialCapital),
        [.. _feed?.Session.Open.Select(p => new StoredTrade(_signalIds.GetValueOrDefault(p.Signal.Time), p, null)) ?? []],
        _recent,
        null,
        _tick.Value)
    {
        // Before the first query it is not known which series users have added.
        NotCollected = phase == TraderPhase.Starting ? [] : setup.NotCollected(_candles.Collected),
    };

    /// <returns>A sentence that says what the trader waits for, or null.</returns>
    private async Task<string?> BeginAsync(bool isSynced, CancellationToken cancellation)
    {
        if (!_loaded)
        {
            var read = await _candles.AskAsync(remaining => new ReadTrader(setup.Key, setup.EntryMemory, remaining), cancellation).ConfigureAwait(false);
            _loaded = true;
            if (read.Record is { } record)
            {
                Resume(record);
                return null;
            }
        }

        var (origin, waiting) = await new StartSearch(setup, _candles).DecideAsync(isSynced, cancellation).ConfigureAwait(false);
        if (origin is not { } time)
            return waiting;
        _origin = time;
        _feed = new SessionFeed(setup.NewStrategy(), setup.Money, _origin);
        return null;
    }

    private void Resume(TraderRecord record)
    {
        _origin = record.Origin;
        _recorded = record.LastTime;
        _recent = record.Recent;
        foreach (var open in record.Open)
            _signalIds[open.Position.Signal.Time] = open.Id;
        _feed = new SessionFeed(setup.NewStrategy(), setup.Money, _origin, new SessionState(
            record.LastTime,
            record.Account,
            [.. record.Open.Select(t => t.Position)],
            [.. record.Entries.Select(s => s.Signal)]));
    }

    /// <summary>
    /// The first missing range before a candle that may still be filled: traded candles, or context candles that cannot be rolled up. Gives the session the stored
    /// context candles. Candles on record are not checked, because they are decided already.
    /// </summary>
    private async Task<(SeriesKey Series, TimeRange Range)?> FindUnresolvedBeforeAsync(Candle candle, CancellationToken cancellation)
    {
        var decided = candle.OpenTime <= _recorded;
        var expected = _fed is { } before ? before.OpenTime + setup.Traded.Interval.Milliseconds : _origin;
        if (!decided && candle.OpenTime > expected
            && await _candles.FindUnresolvedAsync(setup.Traded, [new TimeRange(expected, candle.OpenTime)], cancellation).ConfigureAwait(false) is { } traded)
            return (setup.Traded, traded);

        foreach (var series in setup.Context)
        {
            var missing = await _candles.AddContextAsync(_feed!, series, candle, cancellation).ConfigureAwait(false);
            if (!decided && await _candles.FindUnresolvedAsync(series, missing, cancellation).ConfigureAwait(false) is { } unresolved)
                return (series, unresolved);
        }

        return null;
    }

    private async Task StepAsync(Candle candle, CancellationToken cancellation)
    {
        var outcome = _feed!.AddTraded(in candle);
        _fed = candle;
        _tick = _tick.With(in candle);
        if (outcome is null)
            return;

        var previous = _recorded;
        var sent = await _writer.SendAsync(remaining => new RecordTraderStep(WriteId.New(), setup.Key, _origin, previous, outcome, remaining), cancellation).ConfigureAwait(false);
        if (!sent.IsAnswered)
            throw new StepNotRecordedException(sent.Refusal.Detail);
        var recorded = sent.Answer switch
        {
            TraderStepRecorded step => step,
            TraderStepRefused refused => throw new StepNotRecordedException(Explain(candle, refused)),
            var other => throw new InvalidOperationException($"The writer answered a step with {other.GetType().Name}."),
        };
        _recorded = recorded.Time;
        foreach (var trade in outcome.Closed)
            _signalIds.Remove(trade.Signal.Time);
        if (outcome.Signal is not { } signal || recorded.SignalId is not { } id)
            return;
        _signalIds[signal.Time] = id;
        _recent = [.. _recent.TakeLast(TraderRecord.RecentSignals - 1), new StoredSignal(id, signal)];
    }

    private static string Explain(Candle candle, TraderStepRefused refused) => refused.Reason switch
    {
        TraderStepRefusal.OutOfOrder => $"The candle of {Utc(candle.OpenTime)} does not follow the last candle on record ({(refused.Last is { } last ? Utc(last) : "none")}).",
        TraderStepRefusal.UnknownTrade or _ => $"The candle of {Utc(candle.OpenTime)} ends a trade that is not open on record.",
    };

    private static string Utc(long time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm} UTC";
}
