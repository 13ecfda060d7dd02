namespace CryptoFlow.Web.Logging;

/// <summary>
/// The event ids of the host's log (docs/architecture.md, Log events). An id never changes its meaning: operators filter by it.
/// </summary>
internal static class WebLogEvents
{
    public const int Serving = 3000;
    public const int Collecting = 3001;
    public const int NotCollecting = 3002;
    public const int Stopping = 3003;
    public const int BackfillProgress = 3004;
    public const int DemoExchanges = 3005;
    public const int WarmedUp = 3006;
    public const int WarmUpCut = 3007;
    public const int WarmUpFailed = 3008;
    public const int WatchdogNotPinged = 3009;
    public const int RequestFailed = 3010;
    public const int NoticeFailed = 3011;
    public const int BacktestFailed = 3012;
    public const int ExportBroken = 3013;
    public const int SystemdNotReached = 3014;
    public const int SlowClientDropped = 3020;
    public const int HistoryFailed = 3021;
    public const int SlowFeedClientDropped = 3022;
    public const int OperationRun = 3030;
}
