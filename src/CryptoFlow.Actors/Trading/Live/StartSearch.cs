using CryptoFlow.Storage.Gaps;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Finds the first candle of a trader without a record, by queries to the readers. So the result is the same in every process that can read the database, and does
/// not depend on messages of a collector or a monitor. Has no state of its own.
/// </summary>
internal sealed class StartSearch(TraderSetup setup, StoredCandles candles)
{
    private readonly SeriesKey _series = setup.Traded;

    /// <inheritdoc cref="TradingStart.Decide"/>
    /// <param name="isSynced">Whether a sync of the series was committed since this process started. A sync stores the newest closed candle.</param>
    /// <param name="cancellation">Ends the queries.</param>
    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<(long? Time, string? Waiting)> DecideAsync(bool isSynced, CancellationToken cancellation)
    {
        var stored = await candles.OldestAndNewestAsync(cancellation).ConfigureAwait(false);
        var now = setup.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var isCurrent = isSynced || !candles.Collected.Contains(_series) || (stored is (_, var newest) && IsNewest(newest, now));

        // The collected history ends at the exchange's time, which may differ from this machine's clock. After a sync the newest stored candle is the newest closed
        // candle, so the exchange's time is before the end of the next candle.
        var exchangeNow = isSynced && stored is (_, var synced) ? synced + (2 * _series.Interval.Milliseconds) - 1 : now;
        var isComplete = stored is (var oldest, _) && setup.Start.NeedsHistory(_series, oldest) && await IsCompleteAsync(exchangeNow, cancellation).ConfigureAwait(false);
        return setup.Start.Decide(_series, new StartFacts(stored, isCurrent, isComplete));
    }

    /// <summary>Whether no candle that opened after <paramref name="open"/> has closed, by this machine's clock. A sync proves the same without a clock.</summary>
    private bool IsNewest(long open, long now) => now < open + (2 * _series.Interval.Milliseconds);

    /// <summary>
    /// Whether every candle of the collected history is stored, or the ledger says that the exchange does not have it. While the collector still asks for a
    /// missing candle, the ledger has an open row, so the expensive search runs only after that.
    /// </summary>
    /// <param name="now">The exchange's time, ms UTC.</param>
    /// <param name="cancellation">Ends the queries.</param>
    private async Task<bool> IsCompleteAsync(long now, CancellationToken cancellation)
    {
        if (await candles.HasGapAsync([GapVerdict.Open, GapVerdict.Repairing], cancellation).ConfigureAwait(false))
            return false;
        return candles.Collected.HistoryAt(_series, now) is not { } history
            || await candles.IsSettledAsync(history with { To = history.To - _series.Interval.Milliseconds }, cancellation).ConfigureAwait(false);
    }
}
