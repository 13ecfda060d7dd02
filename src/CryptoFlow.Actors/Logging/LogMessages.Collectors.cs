using Microsoft.Extensions.Logging;

namespace CryptoFlow.Logging;

internal static partial class LogMessages
{
    [LoggerMessage(2001, LogLevel.Information, "{Exchange}: collecting {Series} series ({Symbols})")]
    public static partial void CollectorStarted(this ILogger logger, Exchange exchange, int series, string symbols);

    [LoggerMessage(2002, LogLevel.Warning, "{Exchange} does not trade {Symbol} ({Status}); the symbol is not collected until the exchange trades it")]
    public static partial void SymbolNotTraded(this ILogger logger, Exchange exchange, string symbol, string status);

    [LoggerMessage(2003, LogLevel.Warning, "{Exchange}: {Failure} ({Suppressed} more since the last line)")]
    public static partial void ExchangeFailing(this ILogger logger, Exchange exchange, string failure, long suppressed);

    [LoggerMessage(2004, LogLevel.Information, "{Exchange} answers again")]
    public static partial void ExchangeRecovered(this ILogger logger, Exchange exchange);

    [LoggerMessage(2010, LogLevel.Information, "{Exchange}: backfill {Run} plans {Candles} candles in {Requests} requests (cost {Cost}), at least {Seconds:F1} s")]
    public static partial void BackfillPlanned(this ILogger logger, Exchange exchange, RunId run, long candles, int requests, int cost, double seconds);

    [LoggerMessage(2011, LogLevel.Information, "{Exchange}: backfill {Run} {Phase}: {Stored} candles stored in {Seconds:F1} s, {Failed} requests given up")]
    public static partial void BackfillEnded(this ILogger logger, Exchange exchange, RunId run, Collectors.BackfillPhase phase, long stored, double seconds, int failed);

    [LoggerMessage(2012, LogLevel.Debug, "{Exchange}: sync stored {Stored} candles of {Series} series")]
    public static partial void Synced(this ILogger logger, Exchange exchange, int stored, int series);

    [LoggerMessage(2013, LogLevel.Warning, "{Series}: {Count} rows of an answer are not valid candles, such as: {Example}")]
    public static partial void RowsRejected(this ILogger logger, SeriesKey series, int count, string example);

    [LoggerMessage(2015, LogLevel.Information, "{Series}: the exchange has changed {Count} candles between {From} and {To} (ms UTC); the stored candles are corrected")]
    public static partial void RevisionsFound(this ILogger logger, SeriesKey series, int count, long from, long to);

    [LoggerMessage(2016, LogLevel.Warning, "{Series}: {Exchange} lists the symbol and refuses its candles: {Failure}")]
    public static partial void SeriesRefused(this ILogger logger, SeriesKey series, Exchange exchange, string failure);

    [LoggerMessage(2017, LogLevel.Information, "{Exchange} trades {Symbols} now; the history is fetched")]
    public static partial void SymbolsTraded(this ILogger logger, Exchange exchange, string symbols);

    [LoggerMessage(2014, LogLevel.Error, "{Exchange}: a run failed with an unforeseen error")]
    public static partial void CollectorDefect(this ILogger logger, Exception failure, Exchange exchange);
}
