using CryptoFlow.Web.Api.Health;
using Microsoft.Extensions.Hosting.Systemd;

namespace CryptoFlow.Web.Hosting.Systemd;

/// <summary>Adds the reports to systemd.</summary>
internal static class SystemdHosting
{
    /// <summary>
    /// Adds the reports if systemd has started this process as a service of the type <c>notify</c> (<c>NOTIFY_SOCKET</c> is set), else nothing. The lifetime of the
    /// package Microsoft.Extensions.Hosting.Systemd is not used, because it sends READY before the file is open and never pings the watchdog.
    /// </summary>
    public static IServiceCollection AddSystemdReports(this IServiceCollection services)
    {
        var notifier = new SystemdNotifier();
        if (!notifier.IsEnabled)
            return services;
        services.AddSingleton<ISystemdNotifier>(notifier);
        services.AddSingleton(WatchdogSettings.OfThisProcess());
        return services.AddHostedService(sp =>
            ActivatorUtilities.CreateInstance<SystemdReports>(sp, (Func<string?>)sp.GetRequiredService<Readiness>().Missing));
    }
}
