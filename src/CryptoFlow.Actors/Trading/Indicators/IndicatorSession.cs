using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Indicators;

/// <summary>
/// One <see cref="IndicatorTrack"/> and the queries that lengthen it. One caller at a time, behind <see cref="Gate"/>; the change notices come from the writer's
/// thread.
/// </summary>
/// <param name="key">The trader, or the strategy and the contract if there is no trader.</param>
/// <param name="isTrader">Whether a paper trader of this key is configured.</param>
/// <param name="newStrategy">Creates a new strategy.</param>
/// <param name="money">Sizes and fees.</param>
internal sealed class IndicatorSession(TraderKey key, bool isTrader, Func<IStrategy> newStrategy, MoneyRules money)
{
    private readonly IStrategy _shape = newStrategy();
    private IndicatorTrack? _track;

    private readonly Lock _changes = new();

    /// <summary>Oldest open time of a traded candle that changed since the last query, ms UTC.</summary>
    private long _changedFrom = long.MaxValue;

    /// <summary>Oldest open time of a context candle that changed since the last query, ms UTC.</summary>
    private long _contextChangedFrom = long.MaxValue;

    /// <summary>The newest context candle for which the track read stored candles, ms UTC. Later context candles are rolled up from the traded candles.</summary>
    private long _contextRead = long.MinValue;

    public TraderKey Key => key;

    public SemaphoreSlim Gate { get; } = new(1);

    private SeriesKey Traded => new(key.Instrument, _shape.Traded);

    /// <summary>A commit changed candles of a series from this open time on (ms UTC). May be called from any thread.</summary>
    public void Changed(SeriesKey series, long from)
    {
        if (series.Instrument != key.Instrument)
            return;
        lock (_changes)
        {
            if (series.Interval == _shape.Traded)
                _changedFrom = Math.Min(_changedFrom, from);
            else if (_shape.Context.Contains(series.Interval))
                _contextChangedFrom = Math.Min(_contextChangedFrom, from);
        }
    }

    /// <summary>Any candle may have changed. May be called from any thread.</summary>
    public void ChangedElsewhere()
    {
        lock (_changes)
            _changedFrom = long.MinValue;
    }

    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<IndicatorValues> ReadAsync(IndicatorQuery query, ReaderClient readers, CancellationToken cancellation)
    {
        var candles = new SessionCandles(readers, Traded);
        if (await ExtentAsync(candles, cancellation).ConfigureAwait(false) is not { } extent)
            return Answer(null, new IndicatorSamples([], [.. _shape.Indicators.Select(_ => ImmutableArray<double?>.Empty)], query.Range.From));

        if (TakeChanges() || _track is null || _track.Origin != extent.From)
            (_track, _contextRead) = (new IndicatorTrack(newStrategy(), money, extent.From), long.MinValue);
        var last = Math.Min(extent.To - 1, query.Timeframe.Next(query.Timeframe.Ceiling(query.Range.To)));
        if (_track.Fed < last)
            await ExtendAsync(_track, last, candles, cancellation).ConfigureAwait(false);
        return Answer(_track.HasCandles ? _track.Origin : null, _track.Sample(query.Timeframe, query.Range));
    }

    private IndicatorValues Answer(long? since, IndicatorSamples samples) => new(_shape.Title, _shape.Traded, _shape.Indicators, since, samples);

    /// <summary>Open times of the candles that the strategy is given: from the first candle of the trader's record, or from the first whole day.</summary>
    private async Task<TimeRange?> ExtentAsync(SessionCandles candles, CancellationToken cancellation)
    {
        if (isTrader)
        {
            var record = (await candles.AskAsync(remaining => new ReadTrader(key, 0, remaining), cancellation).ConfigureAwait(false)).Record;
            return record is null ? null : new TimeRange(record.Origin, record.LastTime + 1);
        }

        var first = await candles.PageAsync(Traded, long.MinValue, null, cancellation, limit: 1).ConfigureAwait(false);
        return first.Candles is [var oldest]
            ? new TimeRange(Interval.D1.Ceiling(oldest.OpenTime), long.MaxValue)
            : null;
    }

    /// <summary>
    /// Whether a candle of the track was changed. A new candle opens after <see cref="IndicatorTrack.Fed"/>, so it is not such a change. A change that comes during
    /// the following queries is found by the next call.
    /// </summary>
    private bool TakeChanges()
    {
        lock (_changes)
        {
            var isChanged = _changedFrom <= (_track?.Fed ?? long.MinValue) || _contextChangedFrom <= _contextRead;
            (_changedFrom, _contextChangedFrom) = (long.MaxValue, long.MaxValue);
            return isChanged;
        }
    }

    /// <summary>
    /// Adds the stored candles up to a time. If it ends early, the track has the candles up to <see cref="IndicatorTrack.Fed"/>, and the next call continues there.
    /// </summary>
    private async Task ExtendAsync(IndicatorTrack track, long last, SessionCandles candles, CancellationToken cancellation)
    {
        while (track.Fed < last)
        {
            var page = await candles.TradedAfterAsync(track.Fed, cancellation).ConfigureAwait(false);
            foreach (var candle in page.Candles)
            {
                if (candle.OpenTime > last)
                    return;
                await AddContextAsync(track, candle, candles, cancellation).ConfigureAwait(false);
                track.Add(in candle);
            }

            if (page.Candles.Length < SessionCandles.PageSize)
                return;
        }
    }

    private async Task AddContextAsync(IndicatorTrack track, Candle candle, SessionCandles candles, CancellationToken cancellation)
    {
        foreach (var interval in _shape.Context)
        {
            var wanted = track.Feed.ContextWanted(interval, in candle);
            if (wanted.IsEmpty)
                continue;
            _contextRead = Math.Max(_contextRead, wanted[^1]);
            await candles.AddContextAsync(track.Feed, new SeriesKey(key.Instrument, interval), candle, cancellation).ConfigureAwait(false);
        }
    }
}
