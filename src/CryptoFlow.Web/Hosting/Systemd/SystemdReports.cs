using System.Net.Sockets;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Logging;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Hosting.Systemd;

/// <summary>
/// Reports the state of the program to systemd: READY when <c>/health/ready</c> answers 200, a watchdog ping at half of the watchdog's interval while there is
/// <see cref="Progress"/>, STOPPING when the stop begins, and the status for <c>systemctl status</c>. Runs only in a service of the type <c>notify</c>.
/// </summary>
/// <remarks>Runs on the thread pool. A notification is one datagram to systemd's socket.</remarks>
internal sealed class SystemdReports(
    ISystemdNotifier systemd,
    WatchdogSettings watchdog,
    Func<string?> notReady,
    MonitorBoard board,
    IOptions<CryptoFlowOptions> options,
    TimeProvider time,
    ILogger<SystemdReports> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    private readonly TimeSpan _longestWait = Progress.LongestWaitFor(TimeSpan.FromMilliseconds(options.Value.Database.BusyTimeoutMs));
    private long _pinged = time.GetTimestamp();
    private bool _isReady;
    private string? _status;
    private string? _hangs;
    private bool _isRefused;

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        TryNotify(ServiceState.Stopping);
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Looks once and reports what has changed.</summary>
    internal void Look()
    {
        var missing = notReady();
        if (!_isReady && missing is null)
            _isReady = TryNotify(ServiceState.Ready);

        Show(missing ?? StatusText());
        if (watchdog.Interval is not { } interval)
            return;
        var hangs = Progress.Missing(board.Newest, time, _longestWait);
        if (hangs is not null && _hangs is null)
            logger.WatchdogNotPinged(hangs, interval.TotalSeconds);
        _hangs = hangs;
        if (hangs is null && time.GetElapsedTime(_pinged) >= interval / 2 - LookEvery && TryNotify(Alive))
            _pinged = time.GetTimestamp();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private string StatusText()
    {
        var health = board.Newest?.JudgedBy(time);
        return health is null ? "" : health.Reasons.IsEmpty ? "ok" : $"{health.Status.ToString().ToLowerInvariant()}: {health.Reasons[0]}";
    }

    private void Show(string status)
    {
        if (status != _status && TryNotify(new ServiceState("STATUS=" + status.ReplaceLineEndings(" "))))
            _status = status;
    }

    /// <summary>Sends a notification. If systemd does not take it, the next look sends it again: an exception here would end the program.</summary>
    private bool TryNotify(ServiceState state)
    {
        try
        {
            systemd.Notify(state);
            _isRefused = false;
            return true;
        }
        catch (SocketException refused)
        {
            if (!_isRefused)
                logger.SystemdNotReached(refused.Message);
            _isRefused = true;
            return false;
        }
    }
}
