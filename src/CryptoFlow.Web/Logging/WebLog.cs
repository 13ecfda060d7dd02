namespace CryptoFlow.Web.Logging;

/// <summary>Log messages of the front end, ids from 3000. A client cannot cause a warning or an error.</summary>
internal static partial class WebLog
{
    [LoggerMessage(WebLogEvents.Serving, LogLevel.Information, "Serving {Database} at {Addresses}.")]
    public static partial void Serving(this ILogger logger, string database, string addresses);

    [LoggerMessage(WebLogEvents.Collecting, LogLevel.Information, "Collecting {Exchange}: {Symbols} at {Intervals}, {Days} days back.")]
    public static partial void Collecting(this ILogger logger, string exchange, string symbols, string intervals, int days);

    [LoggerMessage(WebLogEvents.NotCollecting, LogLevel.Information, "Collecting is switched off: the server serves the stored candles only.")]
    public static partial void NotCollecting(this ILogger logger);

    [LoggerMessage(WebLogEvents.Stopping, LogLevel.Information, "Stopping: the server finishes running requests and closes WebSockets.")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(WebLogEvents.BackfillProgress, LogLevel.Information, "{Exchange} backfill: {Done} of {Planned} candles, {Rate} a second, {Left} left.")]
    public static partial void BackfillProgress(this ILogger logger, string exchange, long done, long planned, long rate, string left);

    [LoggerMessage(WebLogEvents.DemoExchanges, LogLevel.Information, "Demo: the exchanges are simulated at {Addresses}.")]
    public static partial void DemoExchanges(this ILogger logger, string addresses);

    [LoggerMessage(WebLogEvents.WarmedUp, LogLevel.Debug, "Warmed up: {Steps} kinds of requests in {Milliseconds:F0} ms.")]
    public static partial void WarmedUp(this ILogger logger, int steps, double milliseconds);

    [LoggerMessage(WebLogEvents.WarmUpCut, LogLevel.Information, "Warming up took longer than {Seconds} s (CryptoFlow:Api:WarmUpSeconds) and was cut off: the first requests may be slow.")]
    public static partial void WarmUpCut(this ILogger logger, double seconds);

    [LoggerMessage(WebLogEvents.WarmUpFailed, LogLevel.Information, "Warming up {Step} failed, so the first request of this kind may be slow: {Failure}")]
    public static partial void WarmUpFailed(this ILogger logger, string step, string failure);

    [LoggerMessage(WebLogEvents.WatchdogNotPinged, LogLevel.Error, "{Hang} The program sends no watchdog ping until this ends; without a ping for {Seconds} s systemd kills the program.")]
    public static partial void WatchdogNotPinged(this ILogger logger, string hang, double seconds);

    [LoggerMessage(WebLogEvents.SystemdNotReached, LogLevel.Warning, "Systemd does not take the reports of this program; the program sends them again each second: {Failure}")]
    public static partial void SystemdNotReached(this ILogger logger, string failure);

    [LoggerMessage(WebLogEvents.RequestFailed, LogLevel.Error, "{Method} on {Endpoint} failed unexpectedly.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string endpoint);

    [LoggerMessage(WebLogEvents.NoticeFailed, LogLevel.Warning, "The file {File}, which names this server, cannot be written or deleted, so commands may not find this server: {Failure}")]
    public static partial void NoticeFailed(this ILogger logger, string file, string failure);

    [LoggerMessage(WebLogEvents.BacktestFailed, LogLevel.Error, "Backtest {Run} failed unexpectedly.")]
    public static partial void BacktestFailed(this ILogger logger, Exception exception, string run);

    [LoggerMessage(WebLogEvents.ExportBroken, LogLevel.Information, "The export of {Series} to a client was aborted: {Failure}")]
    public static partial void ExportBroken(this ILogger logger, string series, string failure);

    [LoggerMessage(WebLogEvents.SlowClientDropped, LogLevel.Debug, "A WebSocket client was dropped for reading too slowly; {Dropped} so far.")]
    public static partial void SlowClientDropped(this ILogger logger, long dropped);

    [LoggerMessage(WebLogEvents.HistoryFailed, LogLevel.Error, "Reading the history of {Series} for a WebSocket client failed unexpectedly.")]
    public static partial void HistoryFailed(this ILogger logger, Exception exception, string series);

    [LoggerMessage(WebLogEvents.SlowFeedClientDropped, LogLevel.Debug, "A client of the feed took nothing for {Seconds} s and was disconnected at commit {Commit}; {Dropped} so far.")]
    public static partial void SlowFeedClientDropped(this ILogger logger, double seconds, long commit, long dropped);

    [LoggerMessage(WebLogEvents.OperationRun, LogLevel.Information, "An operator at {Address} runs {Operation} ({Arguments}).")]
    public static partial void OperationRun(this ILogger logger, string address, string operation, string arguments);
}
