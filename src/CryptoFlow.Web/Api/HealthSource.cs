using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Sockets;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api;

/// <summary>
/// The monitor's snapshot, within a fixed time: when the monitor is late the last one that it gave stands in, marked as stale,
/// so that health is answered however busy the process is. However many ask at once, the monitor is asked once, and the answer written once.
/// </summary>
internal sealed class HealthSource
{
    /// <summary>Leaves 10 ms of the promised 50 for everything else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);

    /// <summary>While nothing can stand in: the first answer of a process takes longer, and a late one is better than none.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    private readonly IRequiredActor<DbMonitorActor> _monitor;
    private readonly CollectionPlan _plan;
    private readonly SocketCounters _sockets;
    private readonly ActorSystem _actors;
    private readonly SharedAnswer<(SystemHealth? Health, bool Stale)> _snapshot;
    private readonly SharedAnswer<(byte[]? Body, bool Stale)> _document;
    private readonly JsonTypeInfo<HealthAnswer> _json;
    private volatile SystemHealth? _last;

    public HealthSource(IRequiredActor<DbMonitorActor> monitor, CollectionPlan plan, SocketCounters sockets, ActorSystem actors, IOptions<JsonOptions> json)
    {
        _monitor = monitor;
        _plan = plan;
        _sockets = sockets;
        _actors = actors;
        _json = (JsonTypeInfo<HealthAnswer>)json.Value.SerializerOptions.GetTypeInfo(typeof(HealthAnswer));

        // Nobody waits for a late monitor twice: what stands in is no newer for who has come later.
        _snapshot = new(AskAsync, servesAll: answer => answer.Stale);
        _document = new(WriteAsync, servesAll: answer => answer.Stale);
    }

    /// <summary>The newest snapshot there is, or null when the monitor has never answered.</summary>
    public Task<(SystemHealth? Health, bool Stale)> GetAsync(CancellationToken aborted) => _snapshot.GetAsync(aborted);

    /// <summary>The body of <c>GET /api/health</c>, or null when the monitor has never answered.</summary>
    public async Task<byte[]?> GetDocumentAsync(CancellationToken aborted) => (await _document.GetAsync(aborted)).Body;

    private async Task<(SystemHealth? Health, bool Stale)> AskAsync()
    {
        try
        {
            var health = await _monitor.ActorRef.Ask<SystemHealth>(MonitorProtocol.GetHealth.Instance, _last is null ? FirstPatience : Patience);
            _last = health;
            return (health, false);
        }
        catch (Exception late) when (late is AskTimeoutException or MissingActorRegistryEntryException)
        {
            return (_last, true);
        }
    }

    private async Task<(byte[]? Body, bool Stale)> WriteAsync()
    {
        var (health, stale) = await AskAsync();
        return health is null
            ? (null, stale)
            : (JsonSerializer.SerializeToUtf8Bytes(HealthMapping.ToAnswer(health, stale, _plan, _sockets.Snapshot(), MonitorBoard.Of(_actors).Alerts), _json), stale);
    }
}
