using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Api;

/// <summary>
/// The monitor's snapshot, within a fixed time: when the monitor is late the last one that it gave stands in, marked as stale,
/// so that health is answered however busy the process is.
/// </summary>
internal sealed class HealthSource(IRequiredActor<DbMonitorActor> monitor)
{
    /// <summary>Leaves 10 ms of the promised 50 for everything else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);

    /// <summary>While nothing can stand in: the first answer of a process takes longer, and a late one is better than none.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    private volatile SystemHealth? _last;

    /// <summary>The newest snapshot there is, or null when the monitor has never answered.</summary>
    public async Task<(SystemHealth? Health, bool Stale)> GetAsync(CancellationToken aborted)
    {
        try
        {
            var health = await monitor.ActorRef.Ask<SystemHealth>(MonitorProtocol.GetHealth.Instance, _last is null ? FirstPatience : Patience, aborted);
            _last = health;
            return (health, false);
        }
        catch (Exception late) when (late is AskTimeoutException or MissingActorRegistryEntryException)
        {
            return (_last, true);
        }
    }
}
