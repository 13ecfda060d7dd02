using System.Globalization;

namespace CryptoFlow.Web.Hosting.Systemd;

/// <summary>What systemd tells a service about its watchdog (<c>sd_watchdog_enabled(3)</c>).</summary>
/// <param name="Interval">Systemd kills the service when it gets no ping for this time; null without a watchdog.</param>
internal sealed record WatchdogSettings(TimeSpan? Interval)
{
    public static WatchdogSettings OfThisProcess() =>
        From(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);

    /// <param name="microseconds">The variable WATCHDOG_USEC.</param>
    /// <param name="pid">The variable WATCHDOG_PID. A process that inherits the variables from a service has another process id and has no watchdog.</param>
    /// <param name="ownPid">This process.</param>
    public static WatchdogSettings From(string? microseconds, string? pid, int ownPid)
    {
        var isOurs = string.IsNullOrEmpty(pid) || pid == ownPid.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0
            ? new WatchdogSettings(TimeSpan.FromMicroseconds(length))
            : new WatchdogSettings((TimeSpan?)null);
    }
}
