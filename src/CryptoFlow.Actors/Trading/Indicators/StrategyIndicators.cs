using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies;

namespace CryptoFlow.Trading.Indicators;

/// <summary>
/// The values of the strategies' indicators, computed by the strategies themselves. A session replays the stored candles from the first candle of the paper trader
/// or, if there is no trader, from the first whole day as a backtest does. The sessions of the last few queries stay in memory and continue from their last candle.
/// A commit that changes a candle of a session ends the session. There is one instance in a process; it is safe for concurrent use.
/// </summary>
/// <param name="options">Validated; holds the strategies' parameters.</param>
public sealed class StrategyIndicators(PaperTradingOptions options) : ISeriesChangeListener, IDisposable
{
    /// <summary>The most sessions in memory. A session of ten years takes 2 MB and a second of processor time.</summary>
    public const int MostSessions = 8;

    /// <summary>Sessions that read candles at the same time. Other sessions wait, so many open charts cannot fill the readers' queue.</summary>
    private const int MostReading = 2;

    private readonly StrategyRegistry _registry = new(options);
    private readonly SemaphoreSlim _reading = new(MostReading);
    private readonly Lock _lock = new();

    /// <summary>The most recently used first.</summary>
    private readonly LinkedList<IndicatorSession> _sessions = [];

    /// <summary>Answers from the session's memory after the session has read the newer candles.</summary>
    /// <param name="query">The strategy, the instrument and the chart's candles.</param>
    /// <param name="readers">Sends the queries.</param>
    /// <param name="cancellation">Ends the wait and the queries; the session stays usable.</param>
    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<IndicatorValues> ReadAsync(IndicatorQuery query, ReaderClient readers, CancellationToken cancellation)
    {
        var session = SessionOf(query);
        await session.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _reading.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await session.ReadAsync(query, readers, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _reading.Release();
            }
        }
        finally
        {
            session.Gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Changed(SeriesKey series, long from, long to, long version)
    {
        foreach (var session in Sessions())
            session.Changed(series, from);
    }

    /// <inheritdoc/>
    public void ChangedElsewhere()
    {
        foreach (var session in Sessions())
            session.ChangedElsewhere();
    }

    public void Dispose() => _reading.Dispose();

    private ImmutableArray<IndicatorSession> Sessions()
    {
        lock (_lock)
            return [.. _sessions];
    }

    private IndicatorSession SessionOf(IndicatorQuery query)
    {
        var key = query.Trader ?? new TraderKey(query.Strategy, query.Instrument, "");
        lock (_lock)
        {
            var known = _sessions.FirstOrDefault(s => s.Key == key);
            if (known is not null)
                _sessions.Remove(known);
            else if (_sessions.Count == MostSessions)
                _sessions.RemoveLast();
            known ??= new IndicatorSession(key, isTrader: query.Trader is not null, () => _registry.Create(query.Strategy), options.Money);
            _sessions.AddFirst(known);
            return known;
        }
    }
}
