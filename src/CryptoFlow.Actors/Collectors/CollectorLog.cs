using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Collectors;

/// <summary>The log messages of the collectors.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(LogEvents.CollectorStarted, LogLevel.Information, "{Exchange}: collecting {Series} series ({Symbols})")]
    public static partial void CollectorStarted(this ILogger logger, Exchange exchange, int series, string symbols);

    [LoggerMessage(LogEvents.SymbolNotTraded, LogLevel.Warning, "{Exchange} does not trade {Symbol} ({Status}); the symbol is not collected until the exchange trades it")]
    public static partial void SymbolNotTraded(this ILogger logger, Exchange exchange, string symbol, string status);

    [LoggerMessage(LogEvents.ExchangeFailing, LogLevel.Warning, "{Exchange}: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ExchangeFailing(this ILogger logger, Exchange exchange, string failure, long suppressed);

    [LoggerMessage(LogEvents.ExchangeRecovered, LogLevel.Information, "{Exchange} answers again")]
    public static partial void ExchangeRecovered(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.BackfillPlanned, LogLevel.Information, "{Exchange}: backfill {Run} plans {Candles} candles in {Requests} requests (cost {Cost}), at least {Seconds:F1} s")]
    public static partial void BackfillPlanned(this ILogger logger, Exchange exchange, RunId run, long candles, int requests, int cost, double seconds);

    [LoggerMessage(LogEvents.BackfillEnded, LogLevel.Information, "{Exchange}: backfill {Run} {Phase}: {Stored} candles stored in {Seconds:F1} s, {Failed} requests given up")]
    public static partial void BackfillEnded(this ILogger logger, Exchange exchange, RunId run, Collectors.BackfillPhase phase, long stored, double seconds, int failed);

    [LoggerMessage(LogEvents.Synced, LogLevel.Debug, "{Exchange}: sync stored {Stored} candles of {Series} series")]
    public static partial void Synced(this ILogger logger, Exchange exchange, int stored, int series);

    [LoggerMessage(LogEvents.RowsRejected, LogLevel.Warning, "{Series}: {Count} rows of an answer are not valid candles, such as: {Example}")]
    public static partial void RowsRejected(this ILogger logger, SeriesKey series, int count, string example);

    [LoggerMessage(LogEvents.RevisionsFound, LogLevel.Information, "{Series}: the exchange has changed {Count} candles between {From} and {To} (ms UTC); the stored candles are corrected")]
    public static partial void RevisionsFound(this ILogger logger, SeriesKey series, int count, long from, long to);

    [LoggerMessage(LogEvents.SeriesRefused, LogLevel.Warning, "{Series}: {Exchange} lists the symbol but refuses its candles: {Failure}")]
    public static partial void SeriesRefused(this ILogger logger, SeriesKey series, Exchange exchange, string failure);

    [LoggerMessage(LogEvents.SymbolsTraded, LogLevel.Information, "{Exchange} trades {Symbols} now; the history is fetched")]
    public static partial void SymbolsTraded(this ILogger logger, Exchange exchange, string symbols);

    [LoggerMessage(LogEvents.CollectorPaused, LogLevel.Warning, "{Exchange}: an operator has paused all requests; candles are collected again after \"ops collector resume\" or the next start")]
    public static partial void CollectorPaused(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.CollectorResumed, LogLevel.Information, "{Exchange}: an operator has ended the pause of all requests")]
    public static partial void CollectorResumed(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.CollectorHandedOver, LogLevel.Information, "{Exchange}: the collector on this node has ended its runs and stops, because another node takes over the exchange")]
    public static partial void CollectorHandedOver(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.BudgetTaken, LogLevel.Information, "{Exchange}: the collector starts on this node and continues the request budget of the node that collected the exchange before")]
    public static partial void BudgetContinued(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.BudgetNotAnswered, LogLevel.Warning, "{Exchange}: the writer of the database does not answer, so the collector cannot lease its request limits. Its requests wait until the writer answers ({Suppressed} more since the last line)")]
    public static partial void BudgetNotAnswered(this ILogger logger, Exchange exchange, long suppressed);

    [LoggerMessage(LogEvents.BudgetNotStored, LogLevel.Warning, "{Exchange}: the collector on this node stops but could not store the state of its request budget. The next node counts the whole lease of this node as used")]
    public static partial void BudgetNotStored(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.BudgetTakenByAnother, LogLevel.Warning, "{Exchange}: another node has taken over the exchange, so this collector sends no requests. If it still runs in 30 s, it takes the exchange back")]
    public static partial void BudgetTakenByAnother(this ILogger logger, Exchange exchange);

    [LoggerMessage(LogEvents.StreamConnected, LogLevel.Debug, "{Exchange}: a stream connection for {Series} series is open")]
    public static partial void StreamConnected(this ILogger logger, Exchange exchange, int series);

    [LoggerMessage(LogEvents.StreamLost, LogLevel.Warning, "{Exchange}: a stream connection has ended: {Reason} ({Suppressed} more since the last line)")]
    public static partial void StreamLost(this ILogger logger, Exchange exchange, string reason, long suppressed);

    [LoggerMessage(LogEvents.StreamPhaseChanged, LogLevel.Information, "{Exchange}: the streams are {Phase} ({Detail})")]
    public static partial void StreamPhaseChanged(this ILogger logger, Exchange exchange, Streams.StreamPhase phase, string detail);

    [LoggerMessage(LogEvents.StreamRefused, LogLevel.Warning, "{Exchange} refuses a stream of {Series}: {Words}. Polling brings its candles, and the collector asks for the stream again ({Suppressed} more since the last line)")]
    public static partial void StreamRefused(this ILogger logger, Exchange exchange, SeriesKey series, string words, long suppressed);

    [LoggerMessage(LogEvents.CollectorDefect, LogLevel.Error, "{Exchange}: a run failed with an unexpected exception")]
    public static partial void CollectorDefect(this ILogger logger, Exception failure, Exchange exchange);
}
